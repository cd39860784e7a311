import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startDaemon } from '../../src/main.js';
import { createPost } from '../../src/outbox/transport.js';
import { transact } from '../../src/platform/app.js';
import { readConfig } from '../../src/platform/config.js';
import { Refusal } from '../../src/platform/refusal.js';
import { deliverWebhook } from '../../src/webhooks/deliver.js';
import { addWebhook } from '../../src/webhooks/webhooks.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
  await app.setClock(oslo('2026-11-06T09:00'));
});
afterAll(() => app.close());

test.each([
  'smtp://mail.uni.example',
  'smtps://user:secret@mail.uni.example:465',
  'smtp://192.0.2.1',
  'smtp://127.0.0.1.evil.example',
  'smtp://localhost@mail.uni.example',
  'smtp://localhost:25?proxy=http://192.0.2.1:3128',
])('mails of a rehearsal do not go to %s', (smtpUrl) => {
  const mailFrom = 'Stafett <stafett@uni.example>';
  expect(() => createPost({ smtpUrl, mailFrom, isRehearsed: true })).toThrow(Refusal);
  expect(() => createPost({ smtpUrl, mailFrom })).not.toThrow();
});

test('they go to this machine', () => {
  for (const host of ['127.0.0.1:2525', 'localhost:2525', '[::1]:2525'])
    expect(() => createPost({ smtpUrl: `smtp://${host}`, mailFrom: 'a@uni.example', isRehearsed: true })).not.toThrow();
});

const OPENID = { OIDC_ISSUER: 'https://login.uni.example', OIDC_CLIENT_ID: 'c', OIDC_CLIENT_SECRET: 's' };
test.each([
  ['SMTP_URL', { SMTP_URL: 'smtp://mail.uni.example' }],
  ['IMAP_URL', { IMAP_URL: 'imaps://u:p@mail.uni.example' }],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://traces.uni.example' }],
  ['OIDC_ISSUER', OPENID],
])('a daemon whose %s leads outside does not start on the database of a rehearsal', async (name, env) => {
  const config = readConfig({
    ...{ SMTP_URL: 'smtp://127.0.0.1:9', DATABASE_URL: app.config.databaseUrl, SECRET: 's'.repeat(40), PORT: '0' },
    ...env,
  });
  const start = startDaemon(
    config,
    () => undefined,
    () => undefined,
  );
  await expect(start).rejects.toThrow(Refusal);
  await expect(start).rejects.toThrow(name);
});

test('no other system outside is told of anything that happens in a rehearsal', async () => {
  const [delivery] = await transact(app, async (tx) => {
    const of = { campusId: null, madeBy: 'ops', private: false };
    await addWebhook(tx, { ...of, url: 'https://payroll.uni.example/', events: ['accepted'] });
    return tx.manager.query<{ id: string }[]>(
      `with told as (insert into event (at, kind) select at, 'offer-accepted' from clock returning id, at)
       insert into webhook_delivery (webhook_id, event_id, created_at, next_due_at)
       select w.id, told.id, told.at, told.at from webhook w, told returning id`,
    );
  });
  await deliverWebhook(app, delivery?.id ?? '');
  expect(await app.database.query(`select state, reason, attempts from webhook_delivery`)).toEqual([
    { state: 'dropped', reason: 'a rehearsal tells nobody outside', attempts: 0 },
  ]);
});
