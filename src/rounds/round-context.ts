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

/** A round's context as `roundJson` gives it. */
export interface RoundRow {
  readonly id: string;
  readonly semester: string;
  readonly calendar: Calendar;
  readonly pausedAt: string | null;
  readonly campus: RoundContext['campus'];
  readonly contact: ContextPerson;
  readonly faculty: ContextPerson;
}

const person = (alias: string) =>
  `json_build_object('id', ${alias}.id, 'name', ${alias}.name, 'email', ${alias}.email, 'phone', ${alias}.phone,
     'locale', ${alias}.locale)`;

/** In SQL: a round with its campus, contact and faculty as JSON, for `contextOf`. @param id of the round, in SQL */
export const roundJson = (id: string) =>
  `(select json_build_object('id', r.id, 'semester', r.semester, 'calendar', r.calendar, 'pausedAt', r.paused_at,
      'campus', json_build_object('name', k.name, 'locale', k.locale, 'announceTo', k.announce_to),
      'contact', ${person('c')}, 'faculty', ${person('f')})
    from round r
    join campus k on k.id = r.campus_id
    join person c on c.id = k.contact_id
    join person f on f.id = (select person_id from faculty)
    where r.id = ${id})`;

/** The context that `roundJson` read. */
export const contextOf = ({ calendar, pausedAt, ...rest }: RoundRow, timeZone: string): RoundContext => ({
  ...rest,
  pausedAt: pausedAt === null ? null : new Date(pausedAt),
  instants: instantsOf(calendar, timeZone),
});

/** Reads a round with its campus, contact and faculty. @throws Error when there is no such round */
export async function loadRound(tx: Tx, id: string): Promise<RoundContext> {
  const [row] = await tx.manager.query<{ round: RoundRow | null }[]>(`select ${roundJson('$1')} as round`, [id]);
  if (!row?.round) throw new Error(`There is no round ${id}.`);
  return contextOf(row.round, tx.timeZone);
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
