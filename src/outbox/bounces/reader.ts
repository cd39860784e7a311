import { type App, transact } from '../../platform/app.js';
import { underReference } from '../../platform/reference.js';
import { trouble } from '../../platform/trouble.js';
import { noteRun } from '../../timetable/last-run.js';
import { reasonOf } from '../failure.js';
import { withBounceMailbox } from './mailbox.js';
import { noteBounce } from './note-bounce.js';
import { readReport } from './report.js';

const EVERY_MS = 60_000;

/**
 * Reads what has come back every minute of real time, in each worker: noting a report twice changes nothing.
 * @param imapUrl see `withBounceMailbox`
 * @returns stops it, once it has done what it has in hand
 */
export function startBounceReader(app: App, imapUrl: string): () => Promise<void> {
  const unread = trouble(
    (error) => app.log.warn({ reason: reasonOf(sayFault(error)) }, 'bounces-not-read'),
    () => app.log.info('bounces-read-again'),
  );
  let running: Promise<unknown> | null = null;
  const read = () => {
    running ??= underReference(() => readBounces(app, imapUrl))
      .then(unread.ends, unread.begins)
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(read, EVERY_MS);
  read();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/**
 * Notes every mail of which a report in the mailbox says that it did not arrive. Reports on mails of ours are deleted when
 * that is committed, since they return letters with the links in them; all else in the mailbox stays as it is.
 * @returns how many mails came back
 */
export function readBounces(app: App, imapUrl: string): Promise<number> {
  return noteRun(app.database.manager, 'bounces', null, () =>
    withBounceMailbox(imapUrl, async (mailbox) => {
      let bounced = 0;
      const done: number[] = [];
      for (const { uid, source } of await mailbox.reports()) {
        const report = await readReport(source, app.config.mailFrom);
        if (!report) continue;
        if (await transact(app, (tx) => noteBounce(tx, report))) {
          bounced += 1;
          app.log.info({ mail: report.mailId }, 'mail-bounced');
        }
        done.push(uid);
      }
      await mailbox.remove(done);
      return bounced;
    }),
  );
}

/** What the server answered, else what broke; never the command, which may hold the login. */
function sayFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'responseText' in error && typeof error.responseText === 'string' ? error.responseText : error.message;
}
