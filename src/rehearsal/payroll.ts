import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { changesAnswer } from '../api/answers.js';
import { addToken } from '../api/tokens/tokens.js';
import { CHANGES } from '../changes/change.schema.js';
import { databaseAt } from '../platform/database.js';
import { messageSchema } from '../webhooks/message.js';
import { webhookSecret } from '../webhooks/signature.js';
import { addWebhook } from '../webhooks/webhooks.js';
import type { CleanUp } from './clean-up.js';
import type { Browser } from './robots/browser.js';

/** The university's payroll as a rehearsal has it: it is told of every change, and asks for all of them in the end. */
export interface Payroll {
  /** How often it was told something. */
  readonly told: number;
  /** What must be in no log. */
  readonly keys: readonly string[];
  /** What it was told that it cannot read, or the other way about, as lines to read; and how many changes there were. */
  examine(browser: Browser, home: string): Promise<{ readonly changes: number; readonly faults: readonly string[] }>;
}

/** @param secret that of the daemons */
export async function openPayroll(
  { databaseUrl, timeZone, secret }: { databaseUrl: string; timeZone: string; secret: string },
  cleanUp: CleanUp,
): Promise<Payroll> {
  const received: { id: string; timestamp: string; signature: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
    received.push({
      id: String(id),
      timestamp: String(timestamp),
      signature: String(signature),
      body: await text(request),
    });
    response.writeHead(204).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  cleanUp.defer(() => server.close());

  const database = await databaseAt(databaseUrl, 1).initialize();
  const of = { campusId: null, madeBy: 'rehearsal' };
  const [token, hook] = await database
    .transaction(async (manager) => {
      const tx = { manager, timeZone, alarms: [] };
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      return [
        (await addToken(tx, { ...of, name: 'payroll', scopes: ['changes'], days: null })) ?? '',
        await addWebhook(tx, { ...of, url, events: CHANGES, private: true }),
      ] as const;
    })
    .finally(() => database.destroy());
  const key = webhookSecret(secret, hook);

  return {
    get told() {
      return received.length;
    },
    keys: [token, key],
    async examine(browser, home) {
      const signer = new Webhook(key);
      const forged = received.filter(
        ({ id, timestamp, signature, body }) => signer.sign(id, new Date(Number(timestamp) * 1000), body) !== signature,
      );
      const told = new Set(received.map(({ body }) => messageSchema.parse(JSON.parse(body)).data.id));
      const read = new Set(await readAll(browser, home, token));
      return {
        changes: read.size,
        faults: [
          ...forged.map(({ id }) => `Payroll was told ${id} under a signature that is none.`),
          ...[...read].filter((id) => !told.has(id)).map((id) => `Payroll was not told of change ${id}.`),
          ...[...told].filter((id) => !read.has(id)).map((id) => `Payroll was told of ${id}, and cannot read it.`),
        ],
      };
    },
  };
}

/** The ids of all changes, page by page. */
async function readAll(browser: Browser, home: string, token: string): Promise<string[]> {
  const ids: string[] = [];
  for (let since = '0'; ; ) {
    const { href } = new URL(`/api/v1/changes?since=${since}&limit=500`, home);
    const answer = await browser.read(href, { Authorization: `Bearer ${token}` });
    const { changes, next } = changesAnswer.parse(JSON.parse(answer));
    if (changes.length === 0) return ids;
    ids.push(...changes.map(({ id }) => id));
    since = next;
  }
}
