import type { App } from '../platform/app.js';
import type { Purpose } from './link.entity.js';
import type { Visit } from './visit.js';

/** Why a link that was good opens nothing any more, and whom its holder can ask. */
export interface LinkEnd {
  readonly reason: 'used' | 'replaced' | 'taken-back' | 'expired';
  /** A new one is to be had where one signs in. */
  readonly signIn: boolean;
  readonly contact: Contact | null;
}

interface Contact {
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
}

/** Why the link of a visit has ended; null while it opens its page. */
export async function readEnd(app: App, visit: Visit & { readonly purpose: Purpose }): Promise<LinkEnd | null> {
  const { link, purpose, now } = visit;
  const expired = link.expiresAt !== null && link.expiresAt <= now;
  if (!link.revokedAt && !expired) return null;
  const signIn = purpose === 'sign-in';
  const reason = !link.revokedAt
    ? 'expired'
    : signIn
      ? 'used'
      : (await hasNewer(app, visit, purpose))
        ? 'replaced'
        : 'taken-back';
  return { reason, signIn, contact: signIn ? null : await readContact(app, purpose, link.subject) };
}

async function hasNewer(app: App, { link, person }: Visit, purpose: Purpose): Promise<boolean> {
  const live = await app.database.query<unknown[]>(
    `select 1 from link where person_id = $1 and purpose = $2 and subject = $3 and revoked_at is null`,
    [person.id, purpose, link.subject],
  );
  return live.length > 0;
}

/** The id of the round that a subject belongs to, in SQL, by what the link is for. */
const ROUND_OF: Readonly<Record<Exclude<Purpose, 'sign-in'>, string>> = {
  report: '$1',
  apply: '$1',
  demand: '(select round_id from position where id = $1)',
  rating: '(select round_id from position where id = $1)',
  'final-list': '(select round_id from position where id = $1)',
  offer: '(select p.round_id from offer o join position p on p.id = o.position_id where o.id::text = $1)',
  laos: `(select p.round_id from offer o join position p on p.id = o.position_id where o.person_id::text = $1
    order by o.issued_at desc limit 1)`,
};

/** Since when the round that a visit belongs to is paused, and whom to ask; null while it runs. */
export async function readPause(
  app: App,
  { link, purpose }: Visit & { readonly purpose: Purpose },
): Promise<{ readonly pausedAt: Date; readonly contact: Contact | null } | null> {
  if (purpose === 'sign-in') return null;
  const [round] = await app.database.query<{ pausedAt: Date }[]>(
    `select paused_at as "pausedAt" from round where paused_at is not null and id = ${ROUND_OF[purpose]}`,
    [link.subject],
  );
  return round ? { ...round, contact: await readContact(app, purpose, link.subject) } : null;
}

async function readContact(app: App, purpose: Exclude<Purpose, 'sign-in'>, subject: string): Promise<Contact | null> {
  const [contact] = await app.database.query<Contact[]>(
    `select p.name, p.email, p.phone from round r join campus c on c.id = r.campus_id join person p on p.id = c.contact_id
     where r.id = ${ROUND_OF[purpose]}`,
    [subject],
  );
  return contact ?? null;
}
