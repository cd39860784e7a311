import type { Tx } from '../../timetable/turn.js';
import { Mail } from '../mail.entity.js';
import { markUnreached } from '../mark-unreached.js';
import type { DeliveryReport } from './report.js';

/**
 * Notes that a mail which had left came back. A report on a mail that is not sent, or came back before, changes nothing.
 * @returns whether anything was noted
 */
export async function noteBounce(tx: Tx, { mailId, failed, reason }: DeliveryReport): Promise<boolean> {
  if (!failed) return false;
  // By its id alone, so that it waits for whoever is still sending it: a report can be quicker than the commit.
  const mail = await tx.manager.findOne(Mail, { where: { id: mailId }, lock: { mode: 'pessimistic_write' } });
  if (mail?.state !== 'sent') return false;
  await markUnreached(tx, mail, { state: 'bounced', reason });
  return true;
}
