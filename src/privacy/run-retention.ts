import type { App } from '../platform/app.js';
import { MAILBOX } from '../platform/home.js';
import type { Tx } from '../timetable/turn.js';
import { forgetMailFiles } from './mail-files.js';
import { retain } from './retain.js';

/** The nightly task: whose time is over goes. @returns how many people and notices that were */
export async function runRetention({ config }: App, tx: Tx): Promise<number> {
  const { groups, forgotten } = await retain(tx, config);
  await forgetMailFiles(tx.manager, MAILBOX);
  const gone = groups.filter(({ now }) => now === 'go').reduce((sum, { personIds }) => sum + personIds.length, 0);
  return Math.max(gone, forgotten) + groups.filter(({ now }) => now === 'tell').length;
}
