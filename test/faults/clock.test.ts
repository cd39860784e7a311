import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { startOfDay } from '../../src/rounds/wall-clock.js';
import { type Relay, startRelay } from './relay.js';

const SHIFTED = pathToFileURL(join(import.meta.dirname, '..', 'support', 'shifted-clock.js')).href;

let relay: Relay;
afterEach(() => relay.close());

const rows = <T extends object>(sql: string, ...values: unknown[]) => relay.app.database.query<T[]>(sql, values);

test.each([
  ['postgres', {}],
  ['redis', { REDIS_URL: process.env.TEST_REDIS_URL }],
])(
  'daemons whose own clocks are seven hours ahead and behind, with the queues in %s, change no instant',
  async (_, env) => {
    relay = await startRelay('ab', env);
    // In the database's own time the offer ends in a moment.
    await relay.app.setClock(null);
    await rows(`update round set calendar = calendar || '{"closesAt": "2099-01-01T12:00"}'`);
    const [{ at } = { at: new Date() }] = await rows<{ at: Date }>(
      `with moved as (update offer set expires_at = clock_timestamp() + interval '3 seconds' returning expires_at)
     update subject set next_due_at = expires_at from moved where stage = 'offer' returning next_due_at as at`,
    ).then(([updated]) => updated as unknown as { at: Date }[]);
    for (const hours of ['7', '-7'])
      await relay.daemon({ NODE_OPTIONS: `--import ${SHIFTED}`, SHIFTED_CLOCK_HOURS: hours });
    await relay.mailed('offer', 'b');
    const [expired, issued] = await rows<{ state: string; issuedAt: Date; expiresAt: Date; closedAt: Date }>(
      `select state, issued_at as "issuedAt", expires_at as "expiresAt", closed_at as "closedAt" from offer order by rank`,
    );
    const [{ now } = { now: new Date() }] = await rows<{ now: Date }>(`select clock_timestamp() as now`);
    expect(expired).toMatchObject({ state: 'expired', expiresAt: at, closedAt: at });
    expect(issued?.issuedAt.getTime()).toBeGreaterThanOrEqual(at.getTime());
    expect(issued?.issuedAt.getTime()).toBeLessThanOrEqual(now.getTime());
    expect(issued?.expiresAt).toEqual(startOfDay(issued?.issuedAt as Date, 15, 'Europe/Oslo'));
    const dated = relay.smtp.received.map(({ mail }) => Math.abs((mail.date as Date).getTime() - now.getTime()));
    expect(Math.max(...dated)).toBeLessThan(60_000);
  },
  60_000,
);
