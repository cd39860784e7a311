import type { LinkPage } from './links/visit.js';
import { deliverMails, LoginRefused } from './outbox/deliver.js';
import { dkimOf } from './outbox/dkim.js';
import { createPost } from './outbox/transport.js';
import { type App, transact } from './platform/app.js';
import { isRehearsed } from './platform/clock.js';
import type { Config } from './platform/config.js';
import { databaseAt } from './platform/database.js';
import { keptSecret, MAILBOX } from './platform/home.js';
import { createLog } from './platform/log.js';
import { refuseOlder } from './platform/migrate.js';
import { openStore } from './platform/stores.js';
import { advancePause } from './process/advance-pause.js';
import { ADVANCE, GONE_CHECKS, LINK_PAGES } from './process/process.js';
import { RECURRING } from './recurring.js';
import { refuseWaysOut } from './rehearsal/ways-out.js';
import { MAILS_A_JOB } from './timetable/mails-a-job.js';
import { type Cause, openQueues } from './timetable/queues.js';
import { advanceRecurring, openRecurring } from './timetable/recurring.js';
import { startSweeper } from './timetable/sweeper.js';
import type { Tx } from './timetable/turn.js';
import { startWorkers } from './timetable/worker.js';
import { healthRoutes } from './web/health.js';
import { metricsRoutes } from './web/metrics/metrics.routes.js';
import { createWeb, listen, type Part } from './web/web.js';
import { deliverWebhook } from './webhooks/deliver.js';

const CONNECTIONS = 20;
// The second is for whoever would wait behind what takes long on the first.
const LINES = 2;

export interface Daemon {
  /** Sentences for whoever started it: the addresses. */
  readonly greeting: readonly string[];
  /** Finishes what is in hand and closes everything. */
  stop(): Promise<void>;
}

/**
 * Composes a daemon: configuration → database → queues → roles.
 * @param onStall called when the queue has stopped and the process should end, to be started again
 */
export async function startDaemon(config: Config, say: (line: string) => void, onStall: () => void): Promise<Daemon> {
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.reverse().splice(0)) await close();
  };
  try {
    const store = await openStore(config, say);
    closing.push(store.close);
    const database = await databaseAt(store.url, CONNECTIONS, LINES).initialize();
    closing.push(() => database.destroy());
    const rehearsed = await isRehearsed(database.manager);
    if (rehearsed) refuseWaysOut(config);
    const log = createLog(config.logLevel);
    const tracing = config.tracesUrl
      ? (await import('./platform/tracing.js')).startTracing(config.tracesUrl, log)
      : undefined;
    if (tracing) closing.push(() => tracing.close());
    const { redisUrl } = config;
    const queues = openQueues({ databaseUrl: store.url, redisUrl, log, telemetry: tracing?.telemetry });
    closing.push(() => queues.close());
    const setAlarms =
      (cause: Cause): App['setAlarms'] =>
      async (alarms, now) => {
        try {
          await queues.setAlarms(alarms, now, cause);
        } catch (error) {
          log.warn({ err: error, alarms: alarms.length }, 'alarms-not-set');
        }
      };
    const app: App = {
      config: { ...config, databaseUrl: store.url, secret: config.secret ?? (await keptSecret()) },
      database,
      log,
      setAlarms: setAlarms('person'),
    };
    const greeting: string[] = [];
    // What only some daemons need is only loaded by those: most of what a process takes to start is reading its modules.
    const mailbox = config.smtpUrl ? null : await (await import('./outbox/mailbox/server.js')).startMailbox(MAILBOX);
    if (mailbox) closing.push(() => mailbox.close());

    const checks: Record<string, () => Promise<void>> = {
      queue: () => queues.check(),
      migrations: () => refuseOlder(database),
    };
    if (config.roles.includes('worker')) {
      const smtpUrl = config.smtpUrl ?? (mailbox as { smtpUrl: string }).smtpUrl;
      const post = createPost({
        smtpUrl,
        mailFrom: config.mailFrom,
        signedWith: dkimOf(config),
        isRehearsed: rehearsed,
      });
      closing.push(() => post.close());
      await transact(app, (tx) => openRecurring(tx, RECURRING));
      const advance = {
        ...ADVANCE,
        pause: advancePause,
        timetable: (tx: Tx, name: string) => advanceRecurring(app, tx, RECURRING, name),
      };
      closing.push(queues.forgetOldFailures());
      const byClock: App = { ...app, setAlarms: setAlarms('clock') };
      startWorkers(byClock, queues, advance, {
        mail: async (id) => {
          try {
            await deliverMails(byClock, post, id, MAILS_A_JOB, GONE_CHECKS);
          } catch (error) {
            if (error instanceof LoginRefused) await queues.pauseMail(error.message);
            throw error;
          }
        },
        webhook: (id) => deliverWebhook(byClock, id),
      });
      closing.push(() => queues.stopWorking());
      const sweeper = await startSweeper(app, queues, onStall);
      closing.push(() => sweeper.stop());
      if (config.imapUrl) {
        const { startBounceReader } = await import('./outbox/bounces/reader.js');
        closing.push(startBounceReader(app, config.imapUrl));
      }
      checks.mail = () => post.verify();
      checks.sweep = () => sweeper.check();
    }
    // A worker answers too, for whoever asks whether it is ready.
    const site: { linkPages: LinkPage[]; parts: Part[] } = {
      linkPages: [],
      parts: [
        { path: '/', routes: healthRoutes(app, checks) },
        { path: '/', routes: metricsRoutes(app, queues.queues) },
      ],
    };
    if (config.roles.includes('web')) {
      const { apiPart } = await import('./api/api.routes.js');
      const { boardPart, signInPage } = await import('./board/board.js');
      const { calendarFeedPart } = await import('./feeds/calendar-feed.part.js');
      const { publicRoutes } = await import('./process/application/public.pages.js');
      const board = boardPart(app, { databaseUrl: store.url, queues: queues.queues });
      closing.push(() => board.close());
      site.linkPages.push(...LINK_PAGES, signInPage);
      site.parts.push(apiPart(app), calendarFeedPart(app), board);
      if (mailbox) {
        const { mailboxPages } = await import('./outbox/mailbox/pages.js');
        site.parts.push({ path: '/mailbox', routes: mailboxPages(MAILBOX) });
      }
      site.parts.push({ path: '/', routes: publicRoutes(app) });
      greeting.push(
        `Positions, for students:  ${config.baseUrl}/`,
        `The board:                ${config.baseUrl}/board`,
      );
      if (mailbox) greeting.push(`Every mail that was sent: ${config.baseUrl}/mailbox`);
    }
    const { close, port } = await listen(await createWeb(app, site), config.port);
    closing.push(close);
    log.info({ roles: config.roles, port }, 'started');
    closing.push(async () => log.info('stopping'));
    return { greeting, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
