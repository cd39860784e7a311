import { issueLink, issueLinks } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { endTurn, type Tx, takeTurn } from '../../timetable/turn.js';
import { addCourse } from './add-course.js';
import { answerForTeachers } from './answer-for-teachers.js';
import type { Acting, DemandAct, DemandOutcome } from './demand.act.js';
import { type AskedCourse, demandOverdueMail, demandReminderMail, demandRequestMail } from './demand.mails.js';
import { decideDemand, takesDemand } from './demand.rule.js';
import { removeCourse, restoreCourse } from './list-course.js';
import { nudgeTeacher } from './nudge-teacher.js';
import { readLastTimes } from './read-last-times.js';

export type { DemandAct, DemandOutcome, NewCourse, ReviewedCourse } from './demand.act.js';
export type { Need } from './demand.rule.js';
export { foreseeNudge } from './nudge-teacher.js';

export interface Course extends AskedCourse {
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
  const named = (ids: readonly string[]) => courses.filter((course) => ids.includes(course.positionId));

  if (decision.request.length > 0) {
    const asked = named(decision.request);
    const links = await linksOf(tx, asked);
    const lastTimes = await readLastTimes(tx.manager, decision.request);
    await enqueueMails(
      tx,
      asked.map((course, index) =>
        demandRequestMail(round, course, links[index] as string, {
          at: turn.now,
          lastTime: lastTimes.get(course.positionId) ?? null,
        }),
      ),
    );
    await tx.manager.query(`update demand set requested_at = $1 where position_id = any($2)`, [
      turn.now,
      decision.request,
    ]);
    await recordEvents(tx, [{ kind: 'demand-requested', roundId, data: { courses: decision.request.length } }]);
  }
  if (decision.remind) {
    const { at, positionIds } = decision.remind;
    const reminded = named(positionIds);
    const links = await linksOf(tx, reminded);
    await enqueueMails(
      tx,
      reminded.map((course, index) => demandReminderMail(round, course, links[index] as string, at)),
    );
  }
  if (decision.tellOverdue) {
    const silent = courses.filter((course) => !course.answered);
    const link = await issueLink(tx, { personId: round.contact.id, purpose: 'report', subject: roundId });
    await enqueueMails(tx, [demandOverdueMail(round, silent, courses.length - silent.length, link)]);
  }
  await endTurn(tx, turn, decision.nextDueAt);
}

/**
 * Does what a contact decides about the courses of her round, and then what is due of its demand: the teacher of a course
 * that is new on the list is asked at once.
 */
export async function actOnDemand(
  tx: Tx,
  { roundId, actorId, ...act }: DemandAct & { readonly roundId: string; readonly actorId: string },
): Promise<DemandOutcome> {
  const turn = await takeTurn(tx, 'demand', roundId);
  if (!turn) return 'closed';
  const round = await loadRound(tx, roundId);
  if (!takesDemand(round.instants, turn.now)) return 'closed';
  const outcome = await write(tx, { round, actorId, now: turn.now }, act);
  if (outcome === 'done') await advanceDemand(tx, roundId);
  return outcome;
}

function write(tx: Tx, acting: Acting, act: DemandAct): Promise<DemandOutcome> {
  switch (act.act) {
    case 'answer':
      return answerForTeachers(tx, acting, act.courses);
    case 'add':
      return addCourse(tx, acting, act);
    case 'remove':
      return removeCourse(tx, acting, act.positionId);
    case 'restore':
      return restoreCourse(tx, acting, act.positionId);
    case 'nudge':
      return nudgeTeacher(tx, acting, act);
  }
}

/** The links of the teachers of these courses, in the same order. */
export const linksOf = (tx: Tx, courses: readonly AskedCourse[]) =>
  issueLinks(
    tx,
    courses.map(({ teacher, positionId }) => ({ personId: teacher.id, purpose: 'demand', subject: positionId })),
  );

/** The courses on the list. */
export async function loadCourses(tx: Tx, roundId: string): Promise<Course[]> {
  return tx.manager.query<Course[]>(
    `select p.id as "positionId", p.course, p.title, d.requested_at is not null as requested,
       d.answered_at is not null as answered, d.listed_at as "listedAt",
       json_build_object('id', t.id, 'name', t.name, 'email', t.email, 'locale', t.locale) as teacher
     from position p
     join demand d on d.position_id = p.id
     join person t on t.id = p.teacher_id
     where p.round_id = $1 and d.removed_at is null order by p.course, p.id`,
    [roundId],
  );
}
