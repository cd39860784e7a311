import { enqueueMails } from '../../outbox/enqueue.js';
import type { Tx } from '../../timetable/turn.js';
import { listMail, sendLaos } from './employment.advance.js';
import { loadEmployment } from './employment.state.js';

/** Sends a position's final list again, as it is now, to the teacher that it has now; nothing before there was a first. */
export async function resendFinalList(tx: Tx, positionId: string): Promise<void> {
  const state = await loadEmployment(tx, positionId);
  if (!state.settledAt || state.finalLists === 0) return;
  await enqueueMails(tx, [await listMail(tx, state, state.finalLists, null)]);
}

/** Sends an assistant the instructions for the training again. */
export async function resendLaos(tx: Tx, positionId: string, personId: string): Promise<void> {
  await sendLaos(tx, await loadEmployment(tx, positionId), [personId]);
}
