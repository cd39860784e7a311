import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { bar } from './parts/chart.js';
import { rounds, spread } from './parts/rounds.js';
import { startPostgres, startRedis } from './parts/servers.js';
import { startSink } from './parts/sink.js';
import { graphile } from './peers/graphile.js';
import { pgBoss } from './peers/pg-boss.js';
import { EXPIRY, fill } from './storm/fill.js';
import { ours } from './storm/ours.js';

const OFFERS = 10_000;
const CRON = { name: 'a script at night', process: new URL('./peers/cron-process.js', import.meta.url) };

/** The storm on what an engineer would build on instead: the same rules and letters, a job for each offer and each mail. */
export async function peers(say) {
  const postgres = await startPostgres();
  const redis = await startRedis();
  const sink = await startSink();
  try {
    say(`Filling a database with ${OFFERS} offers …`);
    await fill(await postgres.create('template_peers'), OFFERS);
    const measured = await rounds(async (round) => {
      const times = {};
      const note = (name, ms) => {
        say(`round ${round}: ${name} ${ms} ms`);
        times[name] = ms / 1000;
      };
      for (const peer of [graphile, pgBoss, CRON])
        note(peer.name, await theirs(peer, await postgres.copy('template_peers', 'peers_theirs'), sink));
      for (const [name, redisUrl] of [['Stafett, queues in PostgreSQL'], ['Stafett, queues in Redis', redis.url]]) {
        const url = await postgres.copy('template_peers', `peers_${round}_${redisUrl ? 'r' : 'p'}`);
        note(name, (await ours({ url, redisUrl, sink, offers: OFFERS })).ms);
      }
      return times;
    });
    const names = Object.keys(measured);
    const best = Math.min(measured[graphile.name].median, measured[pgBoss.name].median);
    return {
      rows: names.map((name) => ({
        name,
        seconds: spread(measured[name], 1),
        'as fast as the best peer': (best / measured[name].median).toFixed(2),
      })),
      measured,
      chart: {
        title: `${OFFERS} offers expire at once: until all ${2 * OFFERS} mails are accepted`,
        axis: 'seconds (median of three; the line spans all)',
        bars: names.map((name) => bar(name, measured[name], name.startsWith('Stafett'))),
      },
    };
  } finally {
    await sink.stop();
    await redis.stop();
    await postgres.stop();
  }
}

async function theirs(peer, url, sink) {
  await peer.prepare?.(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  client.on('error', () => undefined);
  // Time enough to write the jobs and to start.
  const dueAt = new Date(Date.now() + 20_000);
  await peer.schedule?.(client, dueAt, EXPIRY);
  const child = fork(peer.process, [url, sink.url, EXPIRY]);
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (said !== 'ready') throw new Error(`${peer.name} ended with ${said}.`);
  await sink.reset();
  if (Date.now() > dueAt) throw new Error(`${peer.name} was not ready in time.`);
  await pause(dueAt - Date.now());
  if (!peer.schedule) child.send('go');
  const last = await sink.taken(2 * OFFERS);
  const { rows } = await client.query(`select count(*)::int as replaced from offer where issued_at = $1`, [EXPIRY]);
  if (rows[0].replaced !== OFFERS) throw new Error(`${peer.name} replaced ${rows[0].replaced} of ${OFFERS} offers.`);
  const ended = once(child, 'exit');
  if (peer.schedule) child.send('stop');
  await ended;
  await client.end();
  return last - dueAt;
}
