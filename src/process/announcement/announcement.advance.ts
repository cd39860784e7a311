import { issueLinks } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import type { AnnouncedLine } from '../../outbox/kinds.js';
import type { Locale } from '../../people/person.entity.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound, type RoundContext } from '../../rounds/round-context.js';
import { endTurn, openSubject, type Tx, takeTurn } from '../../timetable/turn.js';
import { advanceOffer } from '../offer/offer.advance.js';
import { announcementMail, applicationReminderMail } from './announcement.mails.js';
import { decideAnnouncement } from './announcement.rule.js';

type Line = AnnouncedLine & { readonly id: string; readonly announced: boolean };

/** Does what is due of a round's announcement. */
export async function advanceAnnouncement(tx: Tx, roundId: string): Promise<void> {
  const turn = await takeTurn(tx, 'announcement', roundId);
  if (!turn) return;
  const round = await loadRound(tx, roundId);
  const lines = await loadReported(tx, roundId);
  const unannounced = lines.filter((line) => !line.announced).map((line) => line.id);
  const decision = decideAnnouncement(
    { instants: round.instants, unannounced, announced: lines.length - unannounced.length },
    turn,
    tx.timeZone,
  );

  if (decision.announce.length > 0) {
    await tx.manager.query(`update position set announced_at = $1 where id = any($2)`, [turn.now, decision.announce]);
    for (const positionId of decision.announce) {
      await openSubject(tx, 'offer', positionId);
      await advanceOffer(tx, positionId);
    }
    await recordEvents(tx, [{ kind: 'positions-announced', roundId, data: { positions: decision.announce.length } }]);
  }
  if (decision.tellList) await enqueueMails(tx, [announcementMail(round, lines.map(toLine))]);
  if (decision.remindList) await enqueueMails(tx, [announcementMail(round, lines.map(toLine), decision.remindList)]);
  if (decision.remindStudents) await remindStudents(tx, round, decision.remindStudents);
  await endTurn(tx, turn, decision.nextDueAt);
}

const toLine = ({ id: _id, announced: _announced, ...line }: Line): AnnouncedLine => line;

function loadReported(tx: Tx, roundId: string): Promise<Line[]> {
  return tx.manager.query<Line[]>(
    `select p.id, p.announced_at is not null as announced, p.course, p.title, t.name as teacher, p.kind, p.openings,
       p.hours
     from position p join report r on r.round_id = p.round_id join person t on t.id = p.teacher_id
     where p.round_id = $1 and r.reported_at is not null and p.kind is not null order by p.course, p.id`,
    [roundId],
  );
}

async function remindStudents(tx: Tx, round: RoundContext, reminder: Date): Promise<void> {
  const students = await tx.manager.query<{ id: string; email: string; locale: Locale }[]>(
    `select p.id, p.email, p.locale from application_form f join person p on p.id = f.person_id
     where f.round_id = $1 and f.sent_at is null`,
    [round.id],
  );
  const links = await issueLinks(
    tx,
    students.map(({ id }) => ({ personId: id, purpose: 'apply', subject: round.id })),
  );
  await enqueueMails(
    tx,
    students.map((student, index) => applicationReminderMail(round, student, links[index] as string, reminder)),
  );
}
