import { countCost } from './parts/cost.js';
import { startPostgres, startRedis } from './parts/servers.js';
import { startSink } from './parts/sink.js';
import { fill } from './storm/fill.js';
import { ours } from './storm/ours.js';

const STORMS = [1_000, 10_000, 100_000];

/** The storm at a hundred times the size. */
export async function growth(say) {
  const postgres = await startPostgres();
  const redis = await startRedis();
  const sink = await startSink();
  try {
    const rows = [];
    for (const offers of STORMS) {
      say(`A storm of ${offers} offers …`);
      await fill(await postgres.create(`growth_${offers}`), offers);
      const spent = await countCost(postgres);
      const { ms } = await ours({ url: postgres.urlOf(`growth_${offers}`), redisUrl: redis.url, sink, offers });
      const { cpuMs, walBytes } = await spent();
      await postgres.ask(`drop database growth_${offers} with (force)`);
      rows.push({
        what: `a storm of ${offers} offers`,
        ms,
        'ms an offer': (ms / offers).toFixed(2),
        'ms of PostgreSQL an offer': (cpuMs / offers).toFixed(2),
        'kB of WAL an offer': (walBytes / 1024 / offers).toFixed(1),
      });
    }
    return {
      rows,
      chart: {
        title: 'The storm at a hundred times the size',
        axis: 'ms an offer',
        bars: rows
          .filter((row) => row['ms an offer'])
          .map((row) => ({ name: row.what, value: Number(row['ms an offer']), ours: true })),
      },
    };
  } finally {
    await sink.stop();
    await redis.stop();
    await postgres.stop();
  }
}
