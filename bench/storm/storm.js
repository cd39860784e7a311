import { startPostgres, startRedis } from '../parts/servers.js';
import { startSink } from '../parts/sink.js';
import { fill } from './fill.js';
import { floor } from './floor.js';
import { ours } from './ours.js';

/** One storm beside the bare sending of its mails. For trying: node bench/storm/storm.js [redis|postgres] [offers] */
const [, , store = 'redis', count = '10000', ...flags] = process.argv;
const offers = Number(count);
const postgres = await startPostgres();
const redis = store === 'redis' ? await startRedis() : null;
const sink = await startSink();
try {
  await fill(await postgres.create('template_storm'), offers);
  const bare = await floor({ sink, mails: 2 * offers });
  console.log('bare', bare.ms);
  const url = await postgres.copy('template_storm', 'storm');
  const storm = await ours({ url, redisUrl: redis?.url, sink, offers, flags });
  console.log('ours', storm.ms, (storm.ms / bare.ms).toFixed(2));
} finally {
  await sink.stop();
  await redis?.stop();
  await postgres.stop();
}
