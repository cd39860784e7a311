import type { EntityManager } from 'typeorm';
import type { MailKind } from '../outbox/kinds.js';
import type { Locale } from '../people/person.entity.js';
import { readClock } from '../platform/clock.js';
import { pageLocale } from '../platform/messages.js';
import { BASES, KINDS, type Kind, type KindName, sayTerms } from './purposes.js';
import { type HeldTable, readHeld } from './read-held.js';
import { readTraits } from './read-traits.js';
import type { RetentionDays } from './retention.rule.js';
import { needlesOf } from './traits.rule.js';

/** A kind of data with what is held of it. */
export interface ExportedKind {
  readonly kind: KindName;
  readonly title: string;
  readonly holds: string;
  readonly purpose: string;
  readonly basis: string;
  readonly kept: string;
  readonly afterwards: string;
  readonly tables: readonly Omit<HeldTable, 'kind'>[];
}

/** A mail to somebody else that names the person. */
interface Mention {
  readonly kind: MailKind;
  readonly createdAt: Date;
}

/** All that there is about somebody, for them (GDPR art. 15 and 20). */
export interface PersonExport {
  readonly name: string;
  readonly locale: Locale;
  readonly at: Date;
  readonly kinds: readonly ExportedKind[];
  /** What they say is about others too (art. 15(4)). */
  readonly mentions: readonly Mention[];
}

/** Reads all that there is about somebody, in their language. @returns null when there is no such person */
export async function exportPerson(
  manager: EntityManager,
  personId: string,
  days: RetentionDays,
): Promise<PersonExport | null> {
  const [person] = await manager.query<{ name: string; locale: Locale }[]>(
    `select coalesce(nullif(name, ''), email) as name, locale from person where id = $1 and erased_at is null`,
    [personId],
  );
  if (!person) return null;
  const locale = pageLocale(person.locale);
  const held = await readHeld(manager, personId);
  return {
    ...person,
    locale,
    at: await readClock(manager),
    kinds: Object.entries(KINDS).map(([name, kind]: [string, Kind]) => ({
      kind: name as KindName,
      title: kind.title[locale],
      holds: kind.holds[locale],
      purpose: kind.purpose[locale],
      basis: BASES[kind.basis][locale],
      kept: sayTerms(kind, days, locale),
      afterwards: kind.afterwards[locale],
      tables: held.filter((one) => one.kind === name).map(({ table, rows }) => ({ table, rows })),
    })),
    mentions: await readMentions(manager, personId),
  };
}

async function readMentions(manager: EntityManager, personId: string): Promise<Mention[]> {
  return manager.query<Mention[]>(
    `select m.kind, m.created_at as "createdAt" from mail m
     where m.person_id is distinct from $1 and exists (select from unnest($2::text[]) as n(needle)
       where position(n.needle in lower((m.facts - 'contact')::text)) > 0)
     order by m.created_at, m.id`,
    [personId, needlesOf(await readTraits(manager, [personId]))],
  );
}
