import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type App, transact } from '../../src/platform/app.js';
import { createLog } from '../../src/platform/log.js';
import { openQueues, type Queues } from '../../src/timetable/queues.js';
import { SUBJECTS } from '../../src/timetable/stages.js';
import { sweep } from '../../src/timetable/sweep.js';
import { startWorkers } from '../../src/timetable/worker.js';
import { deliverWebhook } from '../../src/webhooks/deliver.js';
import { recordChanges } from '../../src/webhooks/record-changes.js';
import { addWebhook } from '../../src/webhooks/webhooks.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { type Receiver, startReceiver, status } from '../support/receiver.js';
import { offerOf, POSITION, ratedPosition } from '../support/semester.js';

const START = oslo('2026-11-06T09:00');
const nothing = Object.fromEntries(SUBJECTS.map((stage) => [stage, async () => undefined])) as unknown as Parameters<
  typeof startWorkers
>[2];

describe.each(['postgres', 'redis'])('with the queues in %s', (store) => {
  let app: TestApp;
  let receiver: Receiver;
  let daemons: { readonly queues: Queues; readonly own: App }[];
  beforeEach(async () => {
    app = await testApp();
    await ratedPosition(app, 1, 'a', START);
    // Neither stages nor mails are any matter here.
    await app.database.query('delete from subject');
    await app.database.query('delete from mail');
    receiver = await startReceiver();
    daemons = [];
  });
  afterEach(async () => {
    for (const { queues } of daemons) await queues.stopWorking();
    for (const queue of daemons[0]?.queues.queues ?? []) await queue.obliterate({ force: true });
    for (const { queues } of daemons) await queues.close();
    await receiver.close();
    await app.close();
  });

  /** What of a daemon works at deliveries. */
  function startDaemon() {
    const queues = openQueues({
      databaseUrl: app.config.databaseUrl as string,
      redisUrl: store === 'redis' ? process.env.TEST_REDIS_URL : undefined,
      log: createLog('silent'),
    });
    const own: App = { ...app, setAlarms: (alarms, now) => queues.setAlarms(alarms, now, 'person') };
    const daemon = { queues, own };
    startWorkers(own, queues, nothing, {
      mail: async () => undefined,
      webhook: (id) => deliverWebhook(own, id),
    });
    daemons.push(daemon);
    return daemon;
  }

  async function happen(by: App, times: number): Promise<void> {
    const { offerId, personId } = await offerOf(app, 'a');
    const event = { kind: 'offer-accepted', positionId: POSITION, personId, data: { offerId } };
    await transact(by, (tx) => recordChanges(tx, Array(times).fill(event)));
  }

  /** Waits until so many are noted as delivered. */
  async function delivered(number: number): Promise<void> {
    for (;;) {
      const rows = await app.database.query<unknown[]>(`select 1 from webhook_delivery where state = 'delivered'`);
      if (rows.length >= number) return;
    }
  }

  test('a decision is told at once; what the queues never heard of, the next sweep tells; two daemons tell it once', async () => {
    const [one, two] = [startDaemon(), startDaemon()];
    await transact(app, (tx) =>
      addWebhook(tx, { url: receiver.url, events: ['accepted'], campusId: null, private: true, madeBy: 'ops' }),
    );
    await happen(one.own, 8);
    await delivered(8);
    // As when a daemon dies between its commit and its alarms.
    await happen(app, 8);
    expect(await sweep(app, one.queues)).toEqual({ overdue: 8, ahead: 0 });
    await sweep(app, two.queues, { anew: true });
    await delivered(16);
    receiver.answer = status(500);
    await happen(two.own, 1);
    await receiver.count(17);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(17);
    expect(receiver.received).toHaveLength(17);
    // The next try is an alarm like any other.
    await app.setClock(new Date(START.getTime() + 60_000));
    receiver.answer = status(204);
    await sweep(app, one.queues);
    await delivered(17);
    expect(receiver.received).toHaveLength(18);
    expect(receiver.received.at(-1)?.id).toBe(receiver.received[16]?.id);
  });
});
