import { issueLink, issueLinks } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { endTurn, type Tx, takeTurn } from '../../timetable/turn.js';
import { type AskedCourse, demandMail, demandOverdueMail } from './demand.mails.js';
import { decideDemand } from './demand.rule.js';

interface Course extends AskedCourse {
  readonly requested: boolean;
  readonly answered: boolean;
}

/** Does what is due of a round's demand. */
export async function advanceDemand(tx: Tx, roundId: string): Promise<void> {
  const turn = await takeTurn(tx, 'demand', roundId);
  if (!turn) return;
  const round = await loadRound(tx, roundId);
  const courses = await loadCourses(tx, roundId);
  const decision = decideDemand({ instants: round.instants, courses }, turn, tx.timeZone);

  const ask = async (ids: readonly string[], reminder?: Date) => {
    const asked = courses.filter((course) => ids.includes(course.positionId));
    const links = await issueLinks(
      tx,
      asked.map(({ teacher, positionId }) => ({ personId: teacher.id, purpose: 'demand', subject: positionId })),
    );
    await enqueueMails(
      tx,
      asked.map((course, index) => demandMail(round, course, links[index] as string, reminder)),
    );
  };
  if (decision.request.length > 0) {
    await ask(decision.request);
    await tx.manager.query(`update demand set requested_at = $1 where position_id = any($2)`, [
      turn.now,
      decision.request,
    ]);
    await recordEvents(tx, [{ kind: 'demand-requested', roundId, data: { courses: decision.request.length } }]);
  }
  if (decision.remind) await ask(decision.remind.positionIds, decision.remind.at);
  if (decision.tellOverdue) {
    const silent = courses.filter((course) => !course.answered);
    const link = await issueLink(tx, { personId: round.contact.id, purpose: 'report', subject: roundId });
    await enqueueMails(tx, [demandOverdueMail(round, silent, courses.length - silent.length, link)]);
  }
  await endTurn(tx, turn, decision.nextDueAt);
}

async function loadCourses(tx: Tx, roundId: string): Promise<Course[]> {
  return tx.manager.query<Course[]>(
    `select p.id as "positionId", p.course, p.title, d.requested_at is not null as requested,
       d.answered_at is not null as answered,
       json_build_object('id', t.id, 'name', t.name, 'email', t.email, 'locale', t.locale) as teacher
     from position p
     join demand d on d.position_id = p.id
     join person t on t.id = p.teacher_id
     where p.round_id = $1 order by p.course, p.id`,
    [roundId],
  );
}
