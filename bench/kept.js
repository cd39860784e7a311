import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { SECRET, startDaemon } from './parts/daemon.js';
import { plansOf, scannedIn } from './parts/plans.js';
import { startPostgres } from './parts/servers.js';
import { signIn } from './parts/sign-in.js';
import { startSink } from './parts/sink.js';
import { fill } from './storm/fill.js';

const KEPT = [1_000, 100_000, 1_000_000];
const TIMES = 5;

/** The sweep and the first page of the board beside the offers of all earlier years, and what these take of the disk. */
export async function kept(say) {
  const postgres = await startPostgres();
  const sink = await startSink();
  try {
    const rows = [];
    const plans = {};
    for (const count of KEPT) {
      say(`Beside ${count} offers of earlier rounds …`);
      const url = await postgres.create(`kept_${count}`);
      await fill(url, 1_000, count);
      const [{ bytes }] = await postgres.ask(`select pg_database_size('kept_${count}')::float as bytes`);
      rows.push({
        what: `the database with ${count} offers of earlier rounds`,
        'kB an offer': (bytes / 1024 / count).toFixed(1),
      });
      plans[count] = await plansOf(url);
      for (const { work, ...row } of await beside(url, count, sink))
        rows.push({ ...row, 'read whole, by its plans': scannedIn(plans[count][work]).join(', ') });
      await postgres.ask(`drop database kept_${count} with (force)`);
    }
    return {
      rows,
      plans,
      chart: {
        title: 'The first page of the board beside the offers of all earlier years',
        axis: 'ms (median of five)',
        bars: rows
          .filter(({ what }) => what.startsWith('the first page'))
          .map(({ what, ms }) => ({ name: what.replace('the first page ', ''), value: ms, ours: true })),
      },
    };
  } finally {
    await sink.stop();
    await postgres.stop();
  }
}

/** How long a sweep takes by its own account and the first page by the clock, and how many rows each found by full scans. */
async function beside(url, kept, sink) {
  const daemon = await startDaemon({ DATABASE_URL: url, SMTP_URL: sink.url }, { roles: 'web,worker' });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const query = async (sql) => (await client.query(sql)).rows;
  const scanned = async () => {
    // Each connection tells what it has read after ten seconds with nothing to do.
    await pause(11_000);
    const [{ rows }] = await query(
      `select coalesce(sum(seq_tup_read), 0)::bigint as rows from pg_stat_user_tables
       where relname in ('offer', 'mail', 'event', 'application', 'application_form', 'rating', 'link')`,
    );
    return Number(rows);
  };
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  try {
    const open = await signIn({ url: daemon.url, secret: SECRET, query }, 'contact@uni.example');
    const swept = async () => {
      const [before] = await query(`select ran_at from last_run where name = 'sweep'`);
      // As the clock's mover does, which every daemon answers with a sweep.
      await query(`select pg_notify('stafett_clock', '')`);
      for (;;) {
        const [after] = await query(`select ran_at, took_ms from last_run where name = 'sweep'`);
        if (String(after?.ran_at) !== String(before?.ran_at)) return after.took_ms;
      }
    };
    const shown = async () => {
      const begun = performance.now();
      const { status } = await open('/board');
      if (status !== 200) throw new Error(`The first page answered ${status}.`);
      return performance.now() - begun;
    };
    const rows = [];
    for (const [what, work] of [
      ['a sweep', swept],
      ['the first page', shown],
    ]) {
      await work();
      const before = await scanned();
      const took = [];
      for (let time = 0; time < TIMES; time += 1) took.push(await work());
      const found = ((await scanned()) - before) / TIMES;
      rows.push({
        work: what,
        what: `${what} beside ${kept} offers`,
        ms: Math.round(median(took)),
        'rows of full scans': found,
      });
    }
    return rows;
  } finally {
    await client.end();
    await daemon.stop();
  }
}
