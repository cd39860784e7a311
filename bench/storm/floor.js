import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROCESS = fileURLToPath(new URL('./floor-process.js', import.meta.url));

/**
 * Sends as many messages through a bare Nodemailer pool, in a process of its own.
 * @returns ms from the first to the last that was accepted
 */
export async function floor({ sink, mails }) {
  await sink.reset();
  const child = fork(PROCESS, [sink.url, String(mails)]);
  await once(child, 'message');
  const begun = Date.now();
  child.send('go');
  const last = await sink.taken(mails);
  await once(child, 'exit');
  return { ms: last - begun };
}
