import { startPostgres, startRedis } from '../parts/servers.js';
import { startSink } from '../parts/sink.js';
import { fill } from './fill.js';
import { floor } from './floor.js';
import { ours } from './ours.js';

/** One storm beside the bare sending of its mails. For trying: node bench/storm/storm.js [redis|postgres] [offers] */
const [, , store = 'redis', count = '10000', daemons = '1', ...flags] = process.argv;
const offers = Number(count);
const postgres = await startPostgres();
const redis = store === 'redis' ? await startRedis() : null;
const sink = await startSink();
try {
  await fill(await postgres.create('template_storm'), offers);
  const bare = await floor({ sink, mails: 2 * offers });
  console.log('bare', bare.ms);
  const url = await postgres.copy('template_storm', 'storm');
  await postgres.ask('create extension if not exists pg_stat_statements', url);
  await postgres.ask('select pg_stat_statements_reset()', url);
  const storm = await ours({ url, redisUrl: redis?.url, sink, offers, daemons: Number(daemons), flags });
  console.log('ours', storm.ms, (storm.ms / bare.ms).toFixed(2));
  if (process.env.STATEMENTS)
    for (const row of await postgres.ask(
      `select calls, round(total_exec_time)::int as ms, round(total_plan_time)::int as plan, left(regexp_replace(query, '\\s+', ' ', 'g'), 150) as q from pg_stat_statements order by total_exec_time desc limit 40`,
      url,
    ))
      console.log(row.calls, row.ms, row.plan, row.q);
} finally {
  await sink.stop();
  await redis?.stop();
  await postgres.stop();
}
