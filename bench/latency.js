import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { signedPath } from '../dist/src/links/signature.js';
import { SECRET, startDaemon } from './parts/daemon.js';
import { percentile } from './parts/rounds.js';
import { startPostgres, startRedis } from './parts/servers.js';
import { startSink } from './parts/sink.js';
import { fill } from './storm/fill.js';
import { ours } from './storm/ours.js';

const DUE = 300;
const APART_MS = 100;
const PEOPLE = 150;
const STORM = 10_000;

/** From the instant at which an offer expires to the next one's mail, when all is quiet; and what people wait in a storm. */
export async function latency(say) {
  const postgres = await startPostgres();
  const redis = await startRedis();
  const sink = await startSink();
  try {
    const rows = [];
    for (const [store, redisUrl] of [['PostgreSQL'], ['Redis', redis.url]]) {
      say(`Queues in ${store}, quiet …`);
      const quiet = await whenQuiet(await postgres.create(`quiet_${store.toLowerCase()}`), redisUrl, sink);
      rows.push(row(`due to accepted mail, quiet, queues in ${store}`, quiet));
      say(`Queues in ${store}, in a storm …`);
      const url = await postgres.create(`storm_${store.toLowerCase()}`);
      const { pages, mails } = await inStorm(url, redisUrl, sink);
      rows.push(row(`a page while ${STORM} offers expire, queues in ${store}`, pages));
      rows.push(row(`answer to accepted mail meanwhile, queues in ${store}`, mails));
    }
    return {
      rows,
      chart: {
        title: 'How long 99 of 100 wait',
        axis: 'ms',
        bars: rows.map((one) => ({ name: one.what, value: one['p99 ms'], ours: true })),
      },
    };
  } finally {
    await sink.stop();
    await redis.stop();
    await postgres.stop();
  }
}

const row = (what, values) => ({
  what,
  'p50 ms': Math.round(percentile(values, 0.5)),
  'p99 ms': Math.round(percentile(values, 0.99)),
  'worst ms': Math.round(Math.max(...values)),
  of: values.length,
});

/** Offers that expire one after the other by the database's own clock. */
async function whenQuiet(url, redisUrl, sink) {
  await fill(url, Math.ceil((DUE * 20) / 3));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`update clock set at = null`);
    await client.query(`update round set calendar = calendar || '{"closesAt": "2099-02-15T12:00"}'`);
    const begin = Date.now() + 8_000;
    // One offer of each position; the others have time enough.
    await client.query(`update offer set expires_at = now() + interval '10 days' where state = 'open'`);
    const { rows } = await client.query(
      `with one as (
         select distinct on (position_id) id, position_id, row_number() over (order by position_id) as n
         from (select distinct on (position_id) id, position_id from offer order by position_id, rank) o
       ), due as (
         update offer o set expires_at = $1::timestamptz + (one.n * ${APART_MS}) * interval '1 millisecond'
         from one where one.id = o.id and one.n <= ${DUE} returning o.position_id, o.expires_at
       )
       update subject s set next_due_at = due.expires_at, advanced_to = now() from due
       where s.id = due.position_id and s.stage = 'offer' returning due.position_id, due.expires_at`,
      [new Date(begin)],
    );
    await client.query(`update subject set next_due_at = null where next_due_at <= now()`);
    const env = { DATABASE_URL: url, SMTP_URL: sink.url, ...(redisUrl && { REDIS_URL: redisUrl }) };
    const daemon = await startDaemon(env);
    await sink.reset();
    await sink.taken(2 * rows.length);
    const dueAt = new Map(rows.map((due) => [due.position_id, due.expires_at.getTime()]));
    const { rows: made } = await client.query(
      `select o.position_id, p.email from offer o join person p on p.id = o.person_id where o.issued_at >= $1`,
      [new Date(begin)],
    );
    const arrived = new Map(await sink.arrivals());
    await daemon.stop();
    return made.map(({ position_id, email }) => arrived.get(email) - dueAt.get(position_id));
  } finally {
    await client.end();
  }
}

/** People who open, choose and confirm while the storm goes on, one after the other. */
async function inStorm(url, redisUrl, sink) {
  await fill(url, STORM + PEOPLE * 7);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // The last positions' offers stay open: their students answer.
  const { rows: people } = await client.query(
    `with quiet as (
       select id from position order by substring(id from 2)::int desc limit ${PEOPLE}
     ), kept as (
       update offer set expires_at = '2026-12-05T23:00:00Z' where position_id in (select id from quiet)
       returning id, position_id, person_id, rank
     ), subjects as (
       update subject set next_due_at = '2026-12-04T08:00:00Z' where stage = 'offer' and id in (select id from quiet)
     )
     select p.email, l.id as link from kept k join person p on p.id = k.person_id
     join link l on l.person_id = p.id and l.purpose = 'offer' and l.subject = k.id::text where k.rank = 1`,
  );
  const { rows: storm } = await client.query(
    `select count(*)::int as n from offer where state = 'open' and expires_at < '2026-11-21'`,
  );
  const pages = [];
  const answered = new Map();
  const env = { DATABASE_URL: url, SMTP_URL: sink.url, ...(redisUrl && { REDIS_URL: redisUrl }) };
  const web = await startDaemon(env, { roles: 'web' });
  const timed = async (ask) => {
    const begun = performance.now();
    const response = await ask();
    await response.arrayBuffer();
    pages.push(performance.now() - begun);
    return response;
  };
  const accept = async ({ email, link }) => {
    const open = await timed(() => fetch(web.url + signedPath(SECRET, link), { redirect: 'manual' }));
    const cookie = open.headers.getSetCookie()[0].split(';')[0];
    const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
    const page = `${web.url}/l/${link}`;
    const post = (fields) =>
      timed(() => fetch(page, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(fields) }));
    await timed(() => fetch(page, { headers }));
    await post({ step: 'choose', answer: 'accept' });
    answered.set(email, Date.now());
    const done = await post({ step: 'confirm', answer: 'accept' });
    if (done.status !== 303) throw new Error(`An answer was refused with ${done.status}.`);
  };
  const during = async () => {
    await pause(1_000);
    for (const person of people) {
      await accept(person);
      await pause(50);
    }
  };
  try {
    await ours({ url, redisUrl, sink, offers: storm[0].n, during, others: people.length });
    const arrived = new Map(await sink.arrivals());
    const mails = [...answered].map(([email, at]) => arrived.get(email) - at);
    return { pages, mails };
  } finally {
    await web.stop();
    await client.end();
  }
}
