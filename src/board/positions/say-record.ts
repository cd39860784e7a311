import type { EntityManager } from 'typeorm';
import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import { sayInstant, sayLastMoment } from '../../platform/say-time.js';
import type { FairnessRecord, PassedOver, Recorded } from '../../process/offer/fairness.rule.js';

/** A line of the record in the reader's language. */
export interface SaidLine {
  readonly at: string;
  readonly what: string;
  /** Of an offer, who stood before on the list and why it was not theirs. */
  readonly why: string;
  readonly who: string;
  readonly reason: string;
}

/** Says a record with the names of everybody in it. */
export async function sayRecord(
  manager: EntityManager,
  { lines, deviations }: FairnessRecord,
  { locale, timeZone }: { readonly locale: Locale; readonly timeZone: string },
): Promise<{ lines: SaidLine[]; deviations: string[] }> {
  const say = (key: string, values: Record<string, unknown> = {}) => message(locale, 'board', `record.${key}`, values);
  const nameOf = await readNames(manager);
  const instant = (at: Date) => sayInstant(at, locale, timeZone);

  const what = (event: Recorded): string => {
    switch (event.is) {
      case 'rated':
        return say('is.rated', { ranked: event.ranked.length, unsuited: event.unsuited });
      case 'moved':
        return say('is.moved', { name: nameOf(event.personId), until: sayLastMoment(event.to, locale, timeZone) });
      case 'resized':
        return say('is.resized', { from: event.from, to: event.to });
      case 'closed':
        return say(`closed.${event.state}`, { name: nameOf(event.personId) });
      default:
        return say(`is.${event.is}`, { name: nameOf(event.personId) });
    }
  };
  const why = (event: Recorded, passedOver: readonly PassedOver[]): string => {
    if (event.is !== 'offered') return '';
    const before = passedOver.map(({ personId, why: because }) => say(`passed.${because}`, { name: nameOf(personId) }));
    return say('next', { count: before.length, before: before.join(', ') });
  };
  return {
    lines: lines.map(({ event, passedOver }) => ({
      at: instant(event.at),
      what: what(event),
      why: why(event, passedOver),
      who: event.actorId ? nameOf(event.actorId) : message(locale, 'board', 'log.itself'),
      reason: event.reason ?? '',
    })),
    deviations: deviations.map((one) =>
      say(`deviation.${one.is}`, {
        name: nameOf(one.personId),
        at: 'at' in one ? instant(one.at) : '',
        known: 'next' in one && one.next !== null,
        next: 'next' in one && one.next ? nameOf(one.next) : '',
      }),
    ),
  };

  async function readNames(from: EntityManager): Promise<(id: string) => string> {
    const ids = lines.flatMap(({ event }) => [event.actorId, 'personId' in event ? event.personId : null]);
    const ranked = lines.flatMap(({ event }) => (event.is === 'rated' ? event.ranked : []));
    const of = deviations.map(({ personId }) => personId);
    const rows = await from.query<{ id: string; name: string }[]>(
      `select id, coalesce(nullif(name, ''), email) as name from person where id = any($1)`,
      [[...new Set([...ids.filter((id) => id !== null), ...ranked, ...of])]],
    );
    const names = new Map(rows.map(({ id, name }) => [id, name]));
    return (id) => names.get(id) ?? say('nobody');
  }
}
