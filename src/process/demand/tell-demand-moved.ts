import { enqueueMails } from '../../outbox/enqueue.js';
import type { RoundContext } from '../../rounds/round-context.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { linksOf, loadCourses } from './demand.advance.js';
import { demandMovedMail } from './demand.mails.js';

/**
 * Tells the teachers who were asked and have not answered of a new demandDue.
 * @param round as it is now
 * @param from what the deadline was
 */
export async function tellDemandMoved(tx: Tx, round: RoundContext, from: Date): Promise<void> {
  const silent = (await loadCourses(tx, round.id)).filter((course) => course.requested && !course.answered);
  const links = await linksOf(tx, silent);
  const at = await nowOf(tx);
  await enqueueMails(
    tx,
    silent.map((course, index) => demandMovedMail(round, course, links[index] as string, { from, at })),
  );
}
