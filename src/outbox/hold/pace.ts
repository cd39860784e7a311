import type { App } from '../../platform/app.js';
import type { Mail } from '../mail.entity.js';
import { domainOf } from '../message.js';

const SECOND_MS = 1_000;
// An instant that was missed by more, as when workers were down, is given anew: all at once would be no pace.
const LATE_MS = 10_000;

/**
 * When each of some mails may leave by the pace of its recipient's domain, over all daemons; null for those that may now.
 * A mail is given its instant once; when that has come it leaves. Whoever waits to sign in is not kept waiting.
 */
export async function pacedUntil(app: App, mails: readonly Mail[], now: Date): Promise<readonly (Date | null)[]> {
  const until = new Map<Mail, Date>();
  for (const [domain, perSecond] of app.config.mailPerDomain) {
    const theirs = mails.filter(
      ({ kind, address, slotAt }) =>
        kind !== 'sign-in' &&
        (slotAt === null || now.getTime() - slotAt.getTime() > LATE_MS) &&
        domainOf(address).toLowerCase() === domain,
    );
    if (theirs.length === 0) continue;
    const step = SECOND_MS / perSecond;
    const first = await reserve(app, domain, theirs.length * step, now);
    for (const [index, mail] of theirs.entries()) {
      const slot = new Date(first.getTime() + index * step);
      // Within a second it comes to the same, without an alarm for each.
      if (slot.getTime() - now.getTime() >= SECOND_MS) until.set(mail, slot);
    }
  }
  return mails.map((mail) => until.get(mail) ?? null);
}

/**
 * Takes so much of a domain's time, after what was taken before.
 * Outside of the transaction that sends: daemons would wait for each other as long as the mail server takes.
 * @param lasts in ms
 * @returns where it begins
 */
async function reserve(app: App, domain: string, lasts: number, now: Date): Promise<Date> {
  const [row] = await app.database.query<{ first: Date }[]>(
    `insert into domain_pace as p (domain, free_at) values ($1, $2::timestamptz + $3 * interval '1 millisecond')
     on conflict (domain) do update set free_at = greatest(p.free_at, $2) + $3 * interval '1 millisecond'
     returning free_at - $3 * interval '1 millisecond' as first`,
    [domain, now, lasts],
  );
  return (row as { first: Date }).first;
}
