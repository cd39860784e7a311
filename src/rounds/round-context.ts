import type { Recipient } from '../outbox/enqueue.js';
import type { RoundFacts } from '../outbox/kinds.js';
import type { Locale } from '../people/person.entity.js';
import type { Tx } from '../timetable/turn.js';
import { type Calendar, type Instants, instantsOf } from './calendar.js';

export interface ContextPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly locale: Locale;
}

/** What every stage needs of a round: its instants, and who is told. */
export interface RoundContext {
  readonly id: string;
  readonly semester: string;
  readonly instants: Instants;
  /** Since when it is paused; null while it runs. */
  readonly pausedAt: Date | null;
  readonly campus: { readonly name: string; readonly locale: Locale; readonly announceTo: string };
  readonly contact: ContextPerson;
  readonly faculty: ContextPerson;
}

interface Row {
  semester: string;
  calendar: Calendar;
  pausedAt: Date | null;
  campus: RoundContext['campus'];
  contact: ContextPerson;
  faculty: ContextPerson;
}

/** Reads a round with its campus, contact and faculty. @throws Error when there is no such round */
export async function loadRound(tx: Tx, id: string): Promise<RoundContext> {
  const person = (alias: string) =>
    `json_build_object('id', ${alias}.id, 'name', ${alias}.name, 'email', ${alias}.email, 'phone', ${alias}.phone,
       'locale', ${alias}.locale)`;
  const [row] = await tx.manager.query<Row[]>(
    `select r.semester, r.calendar, r.paused_at as "pausedAt", ${person('c')} as contact, ${person('f')} as faculty,
       json_build_object('name', k.name, 'locale', k.locale, 'announceTo', k.announce_to) as campus
     from round r
     join campus k on k.id = r.campus_id
     join person c on c.id = k.contact_id
     cross join faculty
     join person f on f.id = faculty.person_id
     where r.id = $1`,
    [id],
  );
  if (!row) throw new Error(`There is no round ${id}.`);
  const { calendar, ...rest } = row;
  return { id, ...rest, instants: instantsOf(calendar, tx.timeZone) };
}

/** What every mail of the round says. */
export const roundFacts = (round: RoundContext): RoundFacts => ({
  campus: round.campus.name,
  semester: round.semester,
  contact: { name: round.contact.name, email: round.contact.email, phone: round.contact.phone },
});

/** A person as the recipient of a mail. */
export const toPerson = (person: { id: string; email: string; locale: Locale }): Recipient => ({
  personId: person.id,
  address: person.email,
  locale: person.locale,
});
