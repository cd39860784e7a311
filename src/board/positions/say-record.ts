import type { EntityManager } from 'typeorm';
import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import { sayInstant, sayLastMoment } from '../../platform/say-time.js';
import type { Deviation, FairnessRecord, PassedOver, Recorded } from '../../process/offer/fairness.rule.js';
import { sayNames } from '../say-names.js';

/** A line of the record in the reader's language. */
export interface SaidLine {
  readonly at: string;
  readonly what: string;
  /** Of an offer, who stood before on the list and why it was not theirs. */
  readonly why: string;
  readonly who: string;
  readonly reason: string;
}

/** In whose words a record is said, and what everybody in it is called. */
export interface Speech {
  readonly locale: Locale;
  readonly timeZone: string;
  readonly nameOf: (personId: string) => string;
}

/** Says a record with the names of everybody in it. */
export async function sayRecord(
  manager: EntityManager,
  { lines, deviations }: FairnessRecord,
  { locale, timeZone }: Omit<Speech, 'nameOf'>,
): Promise<{ lines: SaidLine[]; deviations: string[] }> {
  const ranked = lines.flatMap(({ event }) => (event.is === 'rated' ? event.ranked : []));
  const people = [...lines.flatMap(({ event }) => peopleIn(event)), ...ranked, ...deviations.flatMap(peopleOf)];
  const speech = { locale, timeZone, nameOf: await readNames(manager, people, locale) };
  return {
    lines: lines.map(({ event, passedOver }) => ({
      ...sayEvent(event, speech),
      why: sayWhy(event, passedOver, speech),
    })),
    deviations: deviations.map((one) => sayDeviation(one, speech)),
  };
}

/** Who acted in an event, and whom it is about. */
export const peopleIn = (event: Recorded): string[] =>
  [event.actorId, 'personId' in event ? event.personId : null].filter((id) => id !== null);

/** Everybody whom a deviation is about. */
export const peopleOf = (one: Deviation): string[] =>
  one.is === 'out-of-order' ? [one.personId, ...one.passed, ...(one.next ? [one.next] : [])] : [one.personId];

/** What people are called on the board, in one query. */
export async function readNames(
  manager: EntityManager,
  ids: readonly string[],
  locale: Locale,
): Promise<(personId: string) => string> {
  const rows = await manager.query<{ id: string; name: string }[]>(
    `select id, coalesce(nullif(name, ''), email) as name from person where id = any($1)`,
    [[...new Set(ids)]],
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? message(locale, 'board', 'record.nobody');
}

/** Says what happened, when, by whom, and the reason that they gave. */
export function sayEvent(event: Recorded, speech: Speech): Omit<SaidLine, 'why'> {
  const { locale, timeZone, nameOf } = speech;
  return {
    at: sayInstant(event.at, locale, timeZone),
    what: sayWhat(event, speech),
    who: event.actorId ? nameOf(event.actorId) : message(locale, 'board', 'log.itself'),
    reason: event.reason ?? '',
  };
}

/** Says what speaks against the order having been followed, and who was passed over. */
export function sayDeviation(one: Deviation, { locale, timeZone, nameOf }: Speech): string {
  const says = say(locale, `deviation.${one.is}`, {
    name: nameOf(one.personId),
    at: 'at' in one ? sayInstant(one.at, locale, timeZone) : '',
    known: 'next' in one && one.next !== null,
    next: 'next' in one && one.next ? nameOf(one.next) : '',
  });
  if (one.is !== 'out-of-order' || one.passed.length === 0) return says;
  const { said, more } = sayNames(one.passed.map(nameOf), locale);
  return `${says} ${say(locale, 'passed-over', { names: said, more })}`;
}

function sayWhat(event: Recorded, { locale, timeZone, nameOf }: Speech): string {
  switch (event.is) {
    case 'rated':
      return say(locale, 'is.rated', { ranked: event.ranked.length, unsuited: event.unsuited });
    case 'moved':
      return say(locale, 'is.moved', {
        name: nameOf(event.personId),
        until: sayLastMoment(event.to, locale, timeZone),
      });
    case 'resized':
      return say(locale, 'is.resized', { from: event.from, to: event.to });
    case 'closed':
      return say(locale, `closed.${event.state}`, { name: nameOf(event.personId) });
    default:
      return say(locale, `is.${event.is}`, { name: nameOf(event.personId) });
  }
}

function sayWhy(event: Recorded, passedOver: readonly PassedOver[], { locale, nameOf }: Speech): string {
  if (event.is !== 'offered') return '';
  const before = passedOver.map(({ personId, why }) => say(locale, `passed.${why}`, { name: nameOf(personId) }));
  return say(locale, 'next', { count: before.length, before: before.join(', ') });
}

const say = (locale: Locale, key: string, values: Record<string, unknown>) =>
  message(locale, 'board', `record.${key}`, values);
