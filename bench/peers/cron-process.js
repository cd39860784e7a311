import { once } from 'node:events';
import pg from 'pg';
import { mailer, rowsOf } from './rules.js';

const [, , url, smtpUrl, at] = process.argv;
const { send, close } = mailer(smtpUrl);
const client = new pg.Client({ connectionString: url });
await client.connect();
const query = rowsOf(client);
process.send('ready');
await once(process, 'message');

// What somebody writes who wants it done tonight: some statements over all offers at once, then a loop that mails. What was
// mailed is noted nowhere; a crash in the middle of it loses the rest.
await client.query('begin');
const expired = await query(
  `update offer set state = 'expired', closed_at = $1 where state = 'open' and expires_at <= $1 returning id, position_id`,
  [at],
);
const made = await query(
  `insert into offer (position_id, person_id, rank, issued_at, expires_at)
   select position_id, person_id, rank, $1, $1::timestamptz + interval '15 days' from (
     select r.position_id, a.person_id, r.rank, row_number() over (partition by r.position_id order by r.rank) as place
     from rating r join application a on a.id = r.application_id
     where r.rank is not null and a.withdrawn_at is null and r.position_id = any($2)
       and not exists (select from offer o where o.position_id = r.position_id and o.person_id = a.person_id)
   ) next
   where place <= (select count(*) from offer o where o.position_id = next.position_id and o.closed_at = $1)
   returning id, person_id`,
  [at, [...new Set(expired.map(({ position_id }) => position_id))]],
);
await query(
  `insert into link (person_id, purpose, subject, created_at)
   select person_id, 'offer', id::text, $2 from offer where id = any($1)`,
  [made.map(({ id }) => id), at],
);
await client.query('commit');
const mails = [
  ...expired.map(({ id }) => ({ kind: 'offer-expired', offerId: id })),
  ...made.map(({ id }) => ({ kind: 'offer', offerId: id })),
];
const next = async () => {
  for (let mail = mails.shift(); mail; mail = mails.shift()) await send(query, mail);
};
await Promise.all(Array.from({ length: 5 }, next));
await client.end();
close();
process.disconnect();
