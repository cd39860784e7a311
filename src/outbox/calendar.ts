import ical, {
  ICalCalendarMethod,
  ICalEventBusyStatus,
  ICalEventClass,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import type { Locale } from '../people/person.entity.js';
import { message } from '../platform/messages.js';
import type { Instant, MailFacts, MailKind } from './kinds.js';
import type { Mail } from './mail.entity.js';
import { type Attachment, domainOf, senderOf } from './message.js';
import { tell } from './told.js';
import { valuesOf } from './values.js';

interface Entry {
  readonly expiresAt: Instant;
  readonly sequence: number;
  /** Whether the entry is taken out of the calendar. */
  readonly over: boolean;
}

/** The calendar entry that each kind of mail tells of. */
const ENTRIES: { readonly [K in MailKind]?: (facts: MailFacts[K]) => Entry | null } = {
  offer: ({ expiresAt, moves }) => ({ expiresAt, sequence: moves, over: false }),
  'deadline-moved': (facts) =>
    facts.what === 'offer' ? { expiresAt: facts.to, sequence: facts.moves, over: false } : null,
  'offer-accepted': ({ expiresAt, moves }) => ({ expiresAt, sequence: moves + 1, over: true }),
  'offer-declined': ({ expiresAt, moves }) => ({ expiresAt, sequence: moves + 1, over: true }),
  'offer-withdrawn': ({ expiresAt, moves }) =>
    expiresAt === null ? null : { expiresAt, sequence: moves + 1, over: true },
};

const MINUTE = 60_000;

/**
 * The deadline of an offer as a calendar entry (RFC 5545), or what takes it out again: null for a mail that tells of none.
 *
 * PUBLISH and not REQUEST (RFC 5546 §3.2): a request is an invitation, below which Gmail, Outlook and Apple Mail put “Yes”,
 * “No” and “Maybe”. A student who presses one of these believes to have answered the offer. What is published is offered
 * for the calendar and asks for nothing. CANCEL takes it out: the same UID, a higher SEQUENCE.
 *
 * No alarm: the reminders that we mail stop with the answer; one that lives in a calendar would go on.
 */
export function calendarOf(
  mail: Mail,
  { mailFrom, timeZone }: { readonly mailFrom: string; readonly timeZone: string },
): Attachment | null {
  // Only enqueueMails writes rows, and each kind with its own facts.
  const entry = (ENTRIES[mail.kind] as ((facts: object) => Entry | null) | undefined)?.(mail.facts);
  if (!entry || !mail.offerId) return null;
  const { locale, createdAt } = mail;
  const method = entry.over ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH;
  const content = { entry, method, locale, createdAt, words: wordsOf(mail, timeZone), mailFrom };
  return {
    filename: message(locale, 'mail', 'letter.calendar.file', content.words),
    contentType: `text/calendar; charset=utf-8; method=${method}`,
    content: textOf(content).replace(ANY_ID, mail.offerId),
  };
}

interface Content {
  readonly entry: Entry;
  readonly method: ICalCalendarMethod;
  readonly locale: Locale;
  readonly createdAt: Date;
  readonly words: Readonly<Record<string, unknown>>;
  readonly mailFrom: string;
}

// What goes out at one time for one position differs in nothing but its offers' ids, and to write an entry takes half as long
// as to send its mail.
const texts = new Map<string, string>();
const MOST_TEXTS = 500;
// As long as every other, so that the lines are folded at the same places.
const ANY_ID = '00000000-0000-0000-0000-000000000000';

function textOf(content: Content): string {
  const key = JSON.stringify(content);
  const text = texts.get(key) ?? write(content);
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(key, text);
  return text;
}

function write({ entry, method, locale, createdAt, words, mailFrom }: Content): string {
  const say = (key: string) => message(locale, 'mail', `letter.calendar.${key}`, words);
  const sender = senderOf(mailFrom);
  const calendar = ical({ prodId: { company: 'Stafett', product: 'Stafett', language: locale.toUpperCase() }, method });
  calendar.createEvent({
    id: `${ANY_ID}@${domainOf(sender.address)}`,
    sequence: entry.sequence,
    stamp: createdAt,
    // The last minute in which an answer counts, as the mail says it.
    start: new Date(Date.parse(entry.expiresAt) - MINUTE),
    summary: say('title'),
    // No address of a page: a calendar is shared, and a link is the reader's own.
    ...(!entry.over && { description: say('text') }),
    // RFC 5546 wants an organizer; the sender stays the same when the contact changes.
    organizer: { name: sender.name.replaceAll('"', '') || sender.address, email: sender.address },
    status: entry.over ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    // Whoever may look into the calendar sees no offer there, and nobody is busy because of it.
    class: ICalEventClass.PRIVATE,
    transparency: ICalEventTransparency.TRANSPARENT,
    busystatus: ICalEventBusyStatus.FREE,
  });
  return `${calendar.toString().trimEnd()}\r\n`;
}

function wordsOf({ facts, locale }: Mail, timeZone: string) {
  const { course, title, kind, semester, contact } = facts as MailFacts['offer'];
  const { contact: asked, ...told } = tell({ course, title, kind, semester, contact }, () => '');
  return valuesOf(told, { locale, timeZone }, { contactName: asked.name, contactEmail: asked.email });
}
