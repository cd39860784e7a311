import type { Scenario } from '../rounds/import/scenario.schema.js';
import { linkIn } from './robots/robot.js';
import type { RunningSystem } from './set-up.js';

/**
 * Leaves everything running until the signal is aborted (by Ctrl-C), for people to look around. Links to sign in are printed, since the mail that
 * brings them reaches nobody.
 * @param now the instant at which the clock stands, for people
 */
export async function serve(
  { home, mailbox }: Pick<RunningSystem, 'home' | 'mailbox'>,
  { campuses }: Scenario,
  now: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  mailbox.onMail = (mail) => {
    if (mail.kind === 'sign-in') say(`Mail to ${mail.to}: ${linkIn(mail)}`);
  };
  say('');
  say(`Everything is left running, its clock at ${now}. Ctrl-C ends it.`);
  say(`  The public page: ${home}`);
  say(`  The board:       ${home}board`);
  say(
    `  Sign in as ${campuses.map(({ contact }) => contact.email).join(' or ')}; the link you are mailed appears here.`,
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
