import { bar } from './parts/chart.js';
import { rounds, spread } from './parts/rounds.js';
import { startPostgres, startRedis } from './parts/servers.js';
import { startSink } from './parts/sink.js';
import { fill } from './storm/fill.js';
import { ours } from './storm/ours.js';

const OFFERS = 2_000;
const DELAY_MS = 50;
const DAEMONS = [1, 2, 4];

/** A storm with a mail server that takes its time, and more and more daemons. */
export async function scale(say) {
  const postgres = await startPostgres();
  const redis = await startRedis();
  const sink = await startSink({ delayMs: DELAY_MS });
  try {
    await fill(await postgres.create('template_scale'), OFFERS);
    const measured = await rounds(async (round) => {
      const times = {};
      for (const daemons of DAEMONS) {
        const url = await postgres.copy('template_scale', `scale_${round}_${daemons}`);
        const { ms } = await ours({ url, redisUrl: redis.url, sink, offers: OFFERS, daemons });
        say(`round ${round}: ${daemons} daemons ${ms} ms`);
        times[daemons] = ms / 1000;
        times[`${daemons}: gain`] = times[1] / times[daemons];
      }
      return times;
    });
    return {
      rows: DAEMONS.map((daemons) => ({
        daemons,
        seconds: spread(measured[daemons], 1),
        'mails a second': Math.round((2 * OFFERS) / measured[daemons].median),
        'times one daemon': spread(measured[`${daemons}: gain`]),
      })),
      measured,
      chart: {
        title: `${2 * OFFERS} mails to a server that takes ${DELAY_MS} ms for each`,
        axis: 'seconds (median of three; the line spans all)',
        bars: DAEMONS.map((daemons) =>
          bar(`${daemons} ${daemons === 1 ? 'daemon' : 'daemons'}`, measured[daemons], true),
        ),
      },
    };
  } finally {
    await sink.stop();
    await redis.stop();
    await postgres.stop();
  }
}
