import { LOCALES, type Locale } from '../people/person.entity.js';
import { ownMessages } from '../platform/messages.js';
import type { MailKind } from './kinds.js';
import type { Mail } from './mail.entity.js';
import { mailKinds, mailSamples } from './samples.js';

/** When the samples were written: the moment at which the first offers of their round go out. */
export const SAMPLE_AT = new Date('2026-11-06T08:00:00.000Z');

/** The languages in which a kind of mail is written. */
export const languagesOf = (kind: MailKind): readonly Locale[] =>
  LOCALES.filter((locale) => ownMessages(locale, 'mail').has(`${kind}.subject`));

/** A mail of a kind as it lies in the outbox, with the sample facts. */
export function sampleMail(kind: MailKind, locale: Locale): Mail {
  // A number of its own, so that mail programs do not take two samples for one mail.
  const number = String(mailKinds.indexOf(kind) * LOCALES.length + LOCALES.indexOf(locale) + 1).padStart(12, '0');
  const id = `00000000-0000-4000-8000-${number}`;
  return {
    ...{ id, kind, locale, facts: mailSamples[kind] },
    ...{ address: 'recipient@uni.example', personId: null, roundId: null, positionId: null, offerId: id },
    ...{ dedupeKey: id, thread: id, uselessAt: null, createdAt: SAMPLE_AT, nextDueAt: SAMPLE_AT, sentAt: null },
    ...{ state: 'waiting', reason: null, attempts: 0, uncertain: false, resentAt: null, slotAt: null, erasedAt: null },
  };
}
