import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import pg from 'pg';
import { signedPath } from '../dist/src/links/signature.js';
import { bar } from './parts/chart.js';
import { SECRET, startDaemon } from './parts/daemon.js';
import { rounds, spread } from './parts/rounds.js';
import { startPostgres } from './parts/servers.js';
import { fill } from './storm/fill.js';

const CLIENTS = 100;
const WARM_UP_SECONDS = 5;
const SECONDS = 10;
const APPLICANTS = 400;
const BARE = fileURLToPath(new URL('./pages-bare-process.js', import.meta.url));

/** The pages of students and teachers under many at once, beside Express that asks one query and answers a line. */
export async function pages(say) {
  const postgres = await startPostgres();
  try {
    const url = await postgres.create('pages');
    say('Filling a database …');
    await fill(url, 1_000);
    const { offer, rating } = await linksIn(url);
    const daemon = await startDaemon({ DATABASE_URL: url, SMTP_URL: 'smtp://127.0.0.1:1' }, { roles: 'web' });
    const bare = fork(BARE, [url]);
    const [port] = await once(bare, 'message');
    const open = async (link) => {
      const response = await fetch(daemon.url + signedPath(SECRET, link), { redirect: 'manual' });
      return { url: `${daemon.url}/l/${link}`, headers: { Cookie: response.headers.getSetCookie()[0].split(';')[0] } };
    };
    const toRate = await open(rating);
    const bytes = (await (await fetch(toRate.url, toRate)).arrayBuffer()).byteLength;
    const bareUrl = `http://127.0.0.1:${port}`;
    const beside = [
      [
        ['bare Express with one query', { url: bareUrl }],
        ['the page of an offer', await open(offer)],
      ],
      [
        [`bare Express with one query, ${APPLICANTS} applicants`, { url: `${bareUrl}/applicants?bytes=${bytes}` }],
        [`the page to rate ${APPLICANTS} applicants`, toRate],
      ],
    ];
    const ask = async (round, [name, request]) => {
      // Either has its code compiled by then.
      await autocannon({ ...request, connections: CLIENTS, duration: WARM_UP_SECONDS });
      const { latency, requests, non2xx } = await autocannon({ ...request, connections: CLIENTS, duration: SECONDS });
      if (non2xx > 0) throw new Error(`${name} was refused ${non2xx} times.`);
      say(`round ${round}: ${name} p50 ${latency.p50} ms, p99 ${latency.p99} ms, ${requests.average} a second`);
      return { p50: latency.p50, p99: latency.p99, pages: requests.average };
    };
    const measured = await rounds(async (round) => {
      const times = {};
      for (const [floor, page] of beside) {
        const [bottom, ours] = [await ask(round, floor), await ask(round, page)];
        for (const [name, asked] of [
          [floor[0], bottom],
          [page[0], ours],
        ])
          for (const [what, value] of Object.entries(asked)) times[`${name}: ${what}`] = value;
        times[`${page[0]}: ratio`] = ours.p99 / bottom.p99;
      }
      return times;
    });
    bare.kill();
    await daemon.stop();
    return {
      rows: beside.flat().map(([name]) => ({
        name,
        'p50 ms': spread(measured[`${name}: p50`], 0),
        'p99 ms': spread(measured[`${name}: p99`], 0),
        'pages a second': spread(measured[`${name}: pages`], 0),
        'times the floor': measured[`${name}: ratio`] ? spread(measured[`${name}: ratio`]) : '1',
      })),
      measured,
      chart: {
        title: `${CLIENTS} clients at once: 99 of 100 answers come within`,
        axis: 'ms (median of three; the line spans all)',
        bars: beside.flatMap(([[floor], [page]]) => [
          bar(floor, measured[`${floor}: p99`]),
          bar(page, measured[`${page}: p99`], true),
        ]),
      },
    };
  } finally {
    await postgres.stop();
  }
}

/** A link to an open offer, and one to rate a position with many applicants, which is made for it. */
async function linksIn(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const ask = async (sql, values) => (await client.query(sql, values)).rows[0];
  await ask(`update clock set at = '2026-11-02T12:00:00Z'`);
  await ask(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at, rating_requested_at)
     select 'many', round_id, 'TDT4100', title, teacher_id, kind, 20, 100, announced_at, '2026-10-27 08:00Z'
     from position limit 1`,
  );
  await ask(`insert into subject (stage, id) values ('offer', 'many')`);
  await ask(
    `insert into application (position_id, person_id, priority, applied_at)
     select 'many', id, 2, '2026-10-20 10:00Z' from person where email like '%@stud.example' limit ${APPLICANTS}`,
  );
  await ask(
    `insert into application_form (round_id, person_id, started_at, sent_at, text)
     select '2027V-trondheim', person_id, applied_at, applied_at, repeat('I know the course. ', 20)
     from application where position_id = 'many'`,
  );
  const rating = await ask(
    `insert into link (person_id, purpose, subject, created_at) select teacher_id, 'rating', id, '2026-10-27 08:00Z'
     from position where id = 'many' returning id`,
  );
  await ask(`update clock set at = null`);
  const offer = await ask(`select id from link where purpose = 'offer' limit 1`);
  await ask(`update clock set at = '2026-11-10T12:00:00Z'`);
  await client.end();
  return { offer: offer.id, rating: rating.id };
}
