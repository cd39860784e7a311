import type { ParsedMail } from 'mailparser';
import { boardPart, signInPage } from '../../src/board/board.js';
import { deliverMails } from '../../src/outbox/deliver.js';
import type { MailKind } from '../../src/outbox/kinds.js';
import { createPost } from '../../src/outbox/transport.js';
import { transact } from '../../src/platform/app.js';
import { publicRoutes } from '../../src/process/application/public.pages.js';
import { ADVANCE, GONE_CHECKS, LINK_PAGES } from '../../src/process/process.js';
import { freePort } from '../../src/rehearsal/free-port.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import type { Scenario } from '../../src/rounds/import/scenario.schema.js';
import { openQueues } from '../../src/timetable/queues.js';
import type { StageName } from '../../src/timetable/stages.js';
import { createWeb, listen } from '../../src/web/web.js';
import { type TestApp, testApp } from '../support/database.js';
import { startSmtp } from '../support/smtp.js';

/** A faculty whose clock the test moves: every page, every mail over SMTP, and everything done that is due. */
export interface Faculty {
  readonly app: TestApp;
  readonly url: string;
  /** Moves the clock and does all that is due by then, the mails included. */
  at(instant: Date | string): Promise<void>;
  /** Does what is due now: after somebody has acted. */
  settle(): Promise<void>;
  /** The mails to an address, oldest first; of a kind when it is given. */
  mailsTo(address: string, kind?: MailKind): ParsedMail[];
  /** The latest of them. */
  mailTo(address: string, kind: MailKind): ParsedMail;
  close(): Promise<void>;
}

interface Due {
  stage: StageName | 'mail';
  id: string;
}

/** Opens a faculty's site with the people and rounds of a scenario. */
export async function openFaculty(scenario: Scenario, opens: Date): Promise<Faculty> {
  const smtp = await startSmtp();
  const port = await freePort();
  const app = await testApp({ BASE_URL: `http://127.0.0.1:${port}`, SMTP_URL: smtp.url });
  const databaseUrl = app.config.databaseUrl as string;
  const queues = openQueues({ databaseUrl, redisUrl: undefined, log: app.log });
  const board = boardPart(app, { databaseUrl, queues: queues.queues });
  const post = createPost({ smtpUrl: smtp.url, mailFrom: app.config.mailFrom });
  const parts = [board, { path: '/', routes: publicRoutes(app) }];
  const web = await listen(await createWeb(app, { linkPages: [...LINK_PAGES, signInPage], parts }), port);
  await app.setClock(opens);
  await importScenario(app, scenario);

  const nextDue = () =>
    app.database.query<Due[]>(
      `select stage, id from subject where next_due_at <= (select at from clock)
       union all select 'mail', id::text from mail where state = 'waiting' and next_due_at <= (select at from clock)`,
    );
  async function settle(): Promise<void> {
    for (let due = await nextDue(); due.length > 0; due = await nextDue())
      for (const { stage, id } of due) {
        if (stage === 'mail') await deliverMails(app, post, id, 1, GONE_CHECKS);
        else await transact(app, (tx) => ADVANCE[stage](tx, id));
      }
  }
  const kindOf = (mail: ParsedMail) => mail.headers.get('x-stafett-kind');
  const mailsTo = (address: string, kind?: MailKind) =>
    smtp.received
      .filter(({ to, mail }) => to.includes(address) && (!kind || kindOf(mail) === kind))
      .map(({ mail }) => mail);

  await settle();
  return {
    app,
    url: app.config.baseUrl,
    async at(instant) {
      await app.setClock(instant);
      await settle();
    },
    settle,
    mailsTo,
    mailTo(address, kind) {
      const mail = mailsTo(address, kind).at(-1);
      if (!mail) throw new Error(`${address} has got no mail of the kind ${kind}.`);
      return mail;
    },
    async close() {
      await web.close();
      await board.close();
      await queues.close();
      await post.close();
      await smtp.close();
      await app.close();
    },
  };
}

/** The address in a mail's button, as its plain text has it. */
export function linkIn(mail: ParsedMail): string {
  const [link] = /https?:\/\/\S+\/l\/[\w-]+\.[\w-]+/.exec(mail.text ?? '') ?? [];
  if (!link) throw new Error(`The mail “${mail.subject}” has no link.`);
  return link;
}
