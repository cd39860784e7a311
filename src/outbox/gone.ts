import type { EntityManager } from 'typeorm';
import type { MailKind } from './kinds.js';
import type { Mail } from './mail.entity.js';

/** Every reason for which a mail is dropped; the board has words for each. */
export const GONE = [
  'too late',
  'the course is off the list',
  'the teacher has answered',
  'the demand is reported',
  'the application was sent',
  'the task was taken back',
  'the position is rated',
  'the offer is closed',
  'the deadline was moved',
  'the training is registered',
  'the teacher was replaced',
  'the link was taken back',
  'the deadline was moved again',
  'the person was erased',
] as const;
export type Gone = (typeof GONE)[number];

/** Why each of some mails of a kind is useless now, such as a reminder after the answer, in their order; null for those to be sent. */
export type GoneCheck = (
  manager: EntityManager,
  mails: readonly Mail[],
  now: Date,
) => Promise<readonly (Gone | null)[]>;

export type GoneChecks = Partial<Record<MailKind, GoneCheck>>;

/** A check that looks at one mail after the other, for kinds of which few are sent at a time. */
export const oneByOne =
  (check: (manager: EntityManager, mail: Mail, now: Date) => Promise<Gone | null>): GoneCheck =>
  async (manager, mails, now) => {
    const gone: (Gone | null)[] = [];
    for (const mail of mails) gone.push(await check(manager, mail, now));
    return gone;
  };

/** Why each of some mails has lost its reason, in their order; null while it is to be sent. */
export async function whyEachGone(
  manager: EntityManager,
  mails: readonly Mail[],
  now: Date,
  checks: GoneChecks,
): Promise<readonly (Gone | null)[]> {
  const gone = new Map<Mail, Gone | null>();
  for (const kind of new Set(mails.map((mail) => mail.kind))) {
    const ofKind = mails.filter((mail) => mail.kind === kind);
    const why = (await checks[kind]?.(manager, ofKind, now)) ?? [];
    for (const [index, mail] of ofKind.entries()) gone.set(mail, why[index] ?? null);
  }
  return mails.map((mail) => (mail.uselessAt && mail.uselessAt <= now ? 'too late' : (gone.get(mail) ?? null)));
}

/** Why a mail has lost its reason; null while it is to be sent. */
export const whyGone = async (manager: EntityManager, mail: Mail, now: Date, checks: GoneChecks) =>
  (await whyEachGone(manager, [mail], now, checks))[0] ?? null;
