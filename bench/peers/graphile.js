import { makeWorkerUtils } from 'graphile-worker';

/** graphile-worker: a job for each offer, and one for each mail. */
export const graphile = {
  name: 'graphile-worker 0.18',
  process: new URL('./graphile-process.js', import.meta.url),
  async prepare(url) {
    const utils = await makeWorkerUtils({ connectionString: url });
    await utils.migrate();
    await utils.release();
  },
  /** Gives each open offer its job, due at an instant of real time. */
  schedule: (client, dueAt, at) =>
    client.query(
      `select graphile_worker.add_job('expire-offer', json_build_object('offerId', id, 'at', $2::text), run_at := $1)
       from offer where state = 'open'`,
      [dueAt, at],
    ),
};
