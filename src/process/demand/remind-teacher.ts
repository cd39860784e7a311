import { issueLink } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import { recentlyMailed } from '../../outbox/recently-mailed.js';
import { loadRound } from '../../rounds/round-context.js';
import { type Tx, takeTurn } from '../../timetable/turn.js';
import { type AskedCourse, demandReminderMail } from './demand.mails.js';
import { takesDemand } from './demand.rule.js';

/**
 * Reminds the teacher of a course who has been asked for its demand and has not answered, as long as an answer counts.
 * @returns the ids of whom it reminded, or why nobody
 */
export async function remindTeacher(
  tx: Tx,
  roundId: string,
  positionId: string,
): Promise<readonly string[] | 'nobody' | 'too-soon' | 'paused'> {
  const turn = await takeTurn(tx, 'demand', roundId);
  if (!turn) return 'paused';
  const round = await loadRound(tx, roundId);
  const [course] = await tx.manager.query<AskedCourse[]>(
    `select p.id as "positionId", p.course, p.title, d.listed_at as "listedAt",
       json_build_object('id', t.id, 'name', t.name, 'email', t.email, 'locale', t.locale) as teacher
     from position p join demand d on d.position_id = p.id join person t on t.id = p.teacher_id
     where p.id = $1 and d.requested_at is not null and d.answered_at is null and d.removed_at is null`,
    [positionId],
  );
  if (!course || !takesDemand(round.instants, turn.now)) return 'nobody';
  const { teacher } = course;
  if ((await recentlyMailed(tx, 'demand-reminder', positionId)).has(teacher.id)) return 'too-soon';
  const link = await issueLink(tx, { personId: teacher.id, purpose: 'demand', subject: positionId });
  // It is of use for as long as an answer counts, beyond the deadline that it may come after.
  const { reportDue } = round.instants;
  await enqueueMails(tx, [{ ...demandReminderMail(round, course, link, turn.now), uselessAt: reportDue }]);
  return [teacher.id];
}
