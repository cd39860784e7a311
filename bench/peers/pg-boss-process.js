import { once } from 'node:events';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { expire, mailer, rowsOf } from './rules.js';

const [, , url, smtpUrl] = process.argv;
const { send, close } = mailer(smtpUrl);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const boss = new PgBoss({ connectionString: url, max: 15, useListenNotify: true });
boss.on('error', (error) => console.error(error));
await boss.start();

// As its manual advises: jobs come in batches, and what a job writes commits with the jobs that come of it.
await boss.work(
  'expire-offer',
  { batchSize: 50, localConcurrency: 4, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true },
  async (jobs) => {
    for (const { data } of jobs) {
      const client = await pool.connect();
      const query = rowsOf(client);
      const db = { executeSql: (text, values) => client.query(text, values) };
      try {
        await client.query('begin');
        const made = await expire(query, data.offerId, data.at);
        if (made !== undefined) {
          await boss.insert(
            'send-mail',
            [
              { data: { kind: 'offer-expired', offerId: data.offerId } },
              ...(made ? [{ data: { kind: 'offer', offerId: made } }] : []),
            ],
            { db },
          );
          if (made)
            await boss.insert('expire-offer', [{ data: { ...data, offerId: made }, startAfter: 15 * 86_400 }], { db });
        }
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    }
  },
);
await boss.work(
  'send-mail',
  { batchSize: 20, localConcurrency: 4, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true },
  (jobs) =>
    Promise.all(
      jobs.map(({ data }) => send((text, values) => pool.query(text, values).then(({ rows }) => rows), data)),
    ),
);
process.send('ready');
await once(process, 'message');
await boss.stop({ graceful: true });
await pool.end();
close();
process.disconnect();
