import { addOperator } from '../people/operators.js';
import { databaseAt } from '../platform/database.js';
import { Browser } from './robots/browser.js';
import { readQueues } from './robots/operator.js';
import { askToSignIn, signIn } from './robots/sign-in.js';
import type { RunningSystem } from './set-up.js';

const OPERATOR = 'operator@rehearsal.example';

/**
 * All that whoever runs the system can read of it: the pages about the queues, and what each daemon tells Prometheus.
 * @param untilStill waits until the system is done
 */
export async function readMachinery(
  system: RunningSystem,
  untilStill: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<string[]> {
  const { databaseUrl, timeZone, home, daemons, mailbox } = system;
  const database = await databaseAt(databaseUrl, 1).initialize();
  try {
    await database.transaction((manager) => addOperator({ manager, timeZone, alarms: [] }, OPERATOR));
  } finally {
    await database.destroy();
  }
  const [pages, ...others] = daemons.map(({ served }) => new Browser({ localAddress: undefined, signal }, served)) as [
    Browser,
    ...Browser[],
  ];
  await askToSignIn(pages, home, OPERATOR);
  await untilStill();
  const mail = mailbox.mails.findLast(({ to, kind }) => to === OPERATOR && kind === 'sign-in');
  if (!mail) throw new Error('The operator of the rehearsal got no link to sign in with.');
  await signIn(pages, mail, 'board-machinery');
  const metrics = [pages, ...others].map((browser, index) =>
    browser.read(new URL('/metrics', daemons[index]?.address).href),
  );
  return [...(await readQueues(pages, home)), ...(await Promise.all(metrics))];
}
