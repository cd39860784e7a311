import { once } from 'node:events';
import { run } from 'graphile-worker';
import { expire, mailer, rowsOf } from './rules.js';

const [, , url, smtpUrl] = process.argv;
const { send, close } = mailer(smtpUrl);

// As its manual advises for many short jobs: they are fetched and completed in batches, and jobs that belong to what a job
// writes are added by SQL in the same transaction.
const runner = await run({
  connectionString: url,
  noHandleSignals: true,
  preset: {
    worker: {
      concurrentJobs: 20,
      maxPoolSize: 25,
      preparedStatements: true,
      localQueue: { size: 100 },
      completeJobBatchDelay: 5,
      failJobBatchDelay: 5,
    },
  },
  taskList: {
    async 'expire-offer'({ offerId, at }, { withPgClient }) {
      await withPgClient(async (client) => {
        const query = rowsOf(client);
        await client.query('begin');
        try {
          const made = await expire(query, offerId, at);
          if (made !== undefined) {
            const add = (kind, id) =>
              query(`select graphile_worker.add_job('send-mail', $1::json)`, [JSON.stringify({ kind, offerId: id })]);
            await add('offer-expired', offerId);
            if (made) await add('offer', made);
            if (made)
              await query(
                `select graphile_worker.add_job('expire-offer', $1::json, run_at := now() + interval '15 days')`,
                [JSON.stringify({ offerId: made, at })],
              );
          }
          await client.query('commit');
        } catch (error) {
          await client.query('rollback');
          throw error;
        }
      });
    },
    async 'send-mail'(payload, { withPgClient }) {
      await withPgClient((client) => send(rowsOf(client), payload));
    },
  },
});
process.send('ready');
await once(process, 'message');
await runner.stop();
close();
process.disconnect();
