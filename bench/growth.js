import { bar } from './parts/chart.js';
import { countCost } from './parts/cost.js';
import { rounds, spread } from './parts/rounds.js';
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
    const measured = await rounds(async (round) => {
      const numbers = {};
      for (const offers of STORMS) {
        await fill(await postgres.create(`growth_${offers}`), offers);
        const spent = await countCost(postgres);
        const { ms } = await ours({ url: postgres.urlOf(`growth_${offers}`), redisUrl: redis.url, sink, offers });
        const { cpuMs, walBytes } = await spent();
        await postgres.ask(`drop database growth_${offers} with (force)`);
        say(`round ${round}: ${offers} offers ${ms} ms, ${(ms / offers).toFixed(2)} an offer`);
        numbers[`${offers}: seconds`] = ms / 1000;
        numbers[`${offers}: ms`] = ms / offers;
        numbers[`${offers}: postgres`] = cpuMs / offers;
        numbers[`${offers}: wal`] = walBytes / 1024 / offers;
      }
      return numbers;
    });
    return {
      rows: STORMS.map((offers) => ({
        what: `a storm of ${offers} offers`,
        seconds: spread(measured[`${offers}: seconds`], 1),
        'ms an offer': spread(measured[`${offers}: ms`]),
        'ms of PostgreSQL an offer': spread(measured[`${offers}: postgres`]),
        'kB of WAL an offer': measured[`${offers}: wal`].median.toFixed(1),
      })),
      measured,
      chart: {
        title: 'The storm at a hundred times the size',
        axis: 'ms an offer (median of three; the line spans all)',
        bars: STORMS.map((offers) => bar(`a storm of ${offers} offers`, measured[`${offers}: ms`], true)),
      },
    };
  } finally {
    await sink.stop();
    await redis.stop();
    await postgres.stop();
  }
}
