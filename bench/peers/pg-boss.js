import { PgBoss } from 'pg-boss';

/** pg-boss: a job for each offer, and one for each mail. */
export const pgBoss = {
  name: 'pg-boss 12',
  process: new URL('./pg-boss-process.js', import.meta.url),
  async prepare(url) {
    const boss = new PgBoss(url);
    await boss.start();
    for (const queue of ['expire-offer', 'send-mail']) await boss.createQueue(queue, { notify: true });
    await boss.stop();
  },
  /** Gives each open offer its job, due at an instant of real time. */
  async schedule(client, dueAt, at) {
    const { rows } = await client.query(`select id from offer where state = 'open'`);
    const boss = new PgBoss({ db: { executeSql: (text, values) => client.query(text, values) } });
    await boss.start();
    const jobs = rows.map(({ id }) => ({ data: { offerId: id, at }, startAfter: dueAt }));
    for (let from = 0; from < jobs.length; from += 1_000)
      await boss.insert('expire-offer', jobs.slice(from, from + 1_000));
    await boss.stop();
  },
};
