import nodemailer from 'nodemailer';
import { messageOf } from '../../dist/src/outbox/transport.js';
import { writeMail } from '../../dist/src/outbox/write-mail.js';
import { closingMail, offerMail } from '../../dist/src/process/offer/offer.mails.js';
import { SECRET } from '../parts/daemon.js';

// What each peer does, whatever calls it: the same rules, the same letters, the same way out.

const DAYS = 15;

/**
 * Closes an offer whose time is up and makes the next one, in the transaction of whoever calls.
 * @param query of one connection, in a transaction
 * @returns the id of the offer that was made; null when the list is at its end; undefined when there was nothing to do
 */
export async function expire(query, offerId, at) {
  const [offer] = await query('select position_id from offer where id = $1', [offerId]);
  await query('select 1 from position where id = $1 for update', [offer.position_id]);
  const closed = await query(
    `update offer set state = 'expired', closed_at = $2 where id = $1 and state = 'open' returning id`,
    [offerId, at],
  );
  if (closed.length === 0) return undefined;
  const [made] = await query(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at)
     select r.position_id, a.person_id, r.rank, $2::timestamptz, $2::timestamptz + interval '${DAYS} days'
     from rating r join application a on a.id = r.application_id
     where r.position_id = $1 and r.rank is not null and a.withdrawn_at is null
       and not exists (select from offer o where o.position_id = r.position_id and o.person_id = a.person_id)
     order by r.rank limit 1 returning id, person_id`,
    [offer.position_id, at],
  );
  if (!made) return null;
  await query(`insert into link (person_id, purpose, subject, created_at) values ($1, 'offer', $2, $3)`, [
    ...[made.person_id, made.id, at],
  ]);
  return made.id;
}

const person = (alias) =>
  `json_build_object('id', ${alias}.id, 'name', ${alias}.name, 'email', ${alias}.email, 'phone', ${alias}.phone,
    'locale', ${alias}.locale, 'laos', ${alias}.laos)`;

/** Writes one mail and sends it. */
export function mailer(smtpUrl) {
  const transport = nodemailer.createTransport({
    pool: true,
    url: smtpUrl,
    ignoreTLS: true,
    maxConnections: 5,
    maxMessages: Infinity,
  });
  const context = {
    secret: SECRET,
    baseUrl: 'http://127.0.0.1:3000',
    timeZone: 'Europe/Oslo',
    mailFrom: 'Stafett <stafett@localhost>',
  };
  const send = async (query, { kind, offerId }) => {
    const [row] = await query(
      `select o.id, o.expires_at as "expiresAt", o.closed_at as "closedAt", o.moves, ${person('s')} as student, l.id as link,
         json_build_object('id', r.id, 'semester', r.semester, 'campus', json_build_object('name', k.name),
           'contact', ${person('c')}) as round,
         json_build_object('course', p.course, 'title', p.title, 'teacher', t.name, 'kind', p.kind,
           'openings', p.openings, 'hours', p.hours) as facts, p.id as "positionId"
       from offer o join person s on s.id = o.person_id join position p on p.id = o.position_id
       join person t on t.id = p.teacher_id join round r on r.id = p.round_id join campus k on k.id = r.campus_id
       join person c on c.id = k.contact_id
       left join link l on l.purpose = 'offer' and l.subject = o.id::text and l.person_id = s.id
       where o.id = $1`,
      [offerId],
    );
    const position = { id: row.positionId, facts: row.facts };
    const mail =
      kind === 'offer'
        ? offerMail(row.round, position, row)
        : closingMail(row.round, position, row, { state: 'expired', at: row.closedAt }, { wasAccepted: false });
    const now = new Date();
    // As it comes out of the outbox: dates are texts.
    const facts = JSON.parse(JSON.stringify(mail.facts));
    const { address, locale } = mail.to;
    const letter = writeMail(
      { id: `${offerId}`, offerId, kind: mail.kind, locale, address, facts, createdAt: now },
      { ...context, now, first: null },
    );
    await transport.sendMail(messageOf(letter));
  };
  return { send, close: () => transport.close() };
}

/** The rows of a query on a client of pg. */
export const rowsOf = (client) => async (text, values) => (await client.query(text, values)).rows;
