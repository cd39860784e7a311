import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startDaemon } from '../parts/daemon.js';
import { EXPIRY } from './fill.js';

/**
 * Lets all offers expire at once under a working daemon.
 * @param url a database that `fill` has filled
 * @param during what others do meanwhile, of which so many mails come: `others`
 * @returns ms from the instant until every replacement is committed and every mail is accepted
 */
export async function ours({ url, redisUrl, sink, offers, daemons = 1, during = async () => undefined, others = 0 }) {
  const env = { DATABASE_URL: url, SMTP_URL: sink.url, ...(redisUrl && { REDIS_URL: redisUrl }) };
  const running = [];
  for (let index = 0; index < daemons; index += 1) running.push(await startDaemon(env));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const ask = async (sql) => (await client.query(sql)).rows[0];
  try {
    // The daemon's first sweep, which sets the alarms of the day, is no part of the storm.
    while (!(await ask(`select 1 from last_run where name = 'sweep'`))) await pause(50);
    await pause(1_000);
    await sink.reset();
    const begun = Date.now();
    const done = during();
    await client.query(`update clock set at = '${EXPIRY}'`);
    await client.query(`select pg_notify('stafett_clock', '')`);
    const lastMail = await sink.taken(2 * offers + others);
    await done;
    const { replaced } = await ask(`select count(*)::int as replaced from offer where issued_at = '${EXPIRY}'`);
    if (replaced !== offers) throw new Error(`${replaced} of ${offers} offers were replaced.`);
    return { ms: lastMail - begun };
  } finally {
    await client.end();
    for (const daemon of running) await daemon.stop();
  }
}
