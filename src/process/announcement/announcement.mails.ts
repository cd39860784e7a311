import type { NewMail } from '../../outbox/enqueue.js';
import { type GoneChecks, oneByOne } from '../../outbox/gone.js';
import type { AnnouncedLine } from '../../outbox/kinds.js';
import type { Locale } from '../../people/person.entity.js';
import { type RoundContext, roundFacts, toPerson } from '../../rounds/round-context.js';

/** To the students' list: the positions, or a reminder of them that was due at `reminder`. */
export function announcementMail(round: RoundContext, positions: readonly AnnouncedLine[], reminder?: Date): NewMail {
  const { applyDue } = round.instants;
  return {
    kind: reminder ? 'announcement-reminder' : 'announcement',
    to: { address: round.campus.announceTo, locale: round.campus.locale },
    facts: { ...roundFacts(round), applyDue: applyDue.toISOString(), positions },
    key: reminder ? `announcement-reminder:${round.id}:${reminder.toISOString()}` : `announcement:${round.id}`,
    thread: `announcement:${round.id}`,
    roundId: round.id,
    uselessAt: applyDue,
  };
}

/** To a student whose application is started and not sent. */
export function applicationReminderMail(
  round: RoundContext,
  student: { readonly id: string; readonly email: string; readonly locale: Locale },
  link: string,
  reminder: Date,
): NewMail {
  const { applyDue } = round.instants;
  return {
    kind: 'application-reminder',
    to: toPerson(student),
    facts: { ...roundFacts(round), applyDue: applyDue.toISOString(), link },
    key: `application-reminder:${round.id}:${student.id}:${reminder.toISOString()}`,
    thread: `apply:${round.id}`,
    roundId: round.id,
    uselessAt: applyDue,
  };
}

/** A student who has a form of the round, and the link to it. */
export interface Applicant {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
  readonly link: string;
}

/** Of a new applyDue, to a student with a form, or, where there is none, to the announcement list. */
export function applicationMovedMail(
  round: RoundContext,
  student: Applicant | null,
  { from, at }: { from: Date; at: Date },
): NewMail {
  const { campus, instants } = round;
  return {
    kind: 'deadline-moved',
    to: student ? toPerson(student) : { address: campus.announceTo, locale: campus.locale },
    facts: {
      ...roundFacts(round),
      what: 'application',
      recipient: student?.name || null,
      link: student?.link ?? null,
      from: from.toISOString(),
      to: instants.applyDue.toISOString(),
    },
    key: `deadline-moved:application:${round.id}:${student?.id ?? 'list'}:${instants.applyDue.toISOString()}:${at.toISOString()}`,
    thread: `${student ? 'apply' : 'announcement'}:${round.id}`,
    roundId: round.id,
    uselessAt: instants.applyDue,
  };
}

/** A reminder of an application that was sent reminds of nothing. */
const sent = oneByOne(async (manager, mail) => {
  const rows = await manager.query<unknown[]>(
    `select 1 from application_form where round_id = $1 and person_id = $2 and sent_at is not null`,
    [mail.roundId, mail.personId],
  );
  return rows.length > 0 ? 'the application was sent' : null;
});

export const announcementGone: GoneChecks = { 'application-reminder': sent };
