import { bar } from './parts/chart.js';
import { rounds, spread } from './parts/rounds.js';
import { startPostgres, startRedis } from './parts/servers.js';
import { startSink } from './parts/sink.js';
import { fill } from './storm/fill.js';
import { floor } from './storm/floor.js';
import { ours } from './storm/ours.js';

const OFFERS = 10_000;

/** All offers of a faculty's worst second expire at once; beside it, the bare sending of as many mails. */
export async function storm(say) {
  const postgres = await startPostgres();
  const redis = await startRedis();
  const sink = await startSink();
  const stores = [
    ['queues in Redis', redis.url, 1],
    ['queues in Redis, two daemons', redis.url, 2],
    ['queues in PostgreSQL', undefined, 1],
  ];
  try {
    say(`Filling a database with ${OFFERS} offers …`);
    await fill(await postgres.create('template_storm'), OFFERS);
    const measured = await rounds(async (round) => {
      const { ms: bare } = await floor({ sink, mails: 2 * OFFERS });
      say(`round ${round}: bare ${bare} ms`);
      const times = { bare: bare / 1000 };
      for (const [name, redisUrl, daemons] of stores) {
        const url = await postgres.copy('template_storm', `storm_${round}_${daemons}_${redisUrl ? 'r' : 'p'}`);
        const { ms } = await ours({ url, redisUrl, sink, offers: OFFERS, daemons });
        say(`round ${round}: ${name} ${ms} ms, ${(ms / bare).toFixed(2)} times the floor`);
        times[name] = ms / 1000;
        times[`${name}: ratio`] = ms / bare;
      }
      return times;
    });
    const row = (name, time, ratio) => ({
      name,
      seconds: spread(time, 1),
      'times the floor': ratio ? spread(ratio) : '1',
    });
    return {
      rows: [
        row('bare Nodemailer pool', measured.bare),
        ...stores.map(([name]) => row(name, measured[name], measured[`${name}: ratio`])),
      ],
      measured,
      chart: {
        title: `${OFFERS} offers expire at once: until all ${2 * OFFERS} mails are accepted`,
        axis: 'seconds (median of three; the line spans all)',
        bars: [
          bar('bare sending of the mails', measured.bare),
          ...stores.map(([name]) => bar(name, measured[name], true)),
        ],
      },
    };
  } finally {
    await sink.stop();
    await redis.stop();
    await postgres.stop();
  }
}
