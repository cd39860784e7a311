import type { EntityManager } from 'typeorm';
import type { Locale } from '../people/person.entity.js';

/** What of the recruitment somebody may see. */
export type Scope = 'all' | { readonly campusIds: readonly string[] };

/** Somebody who is let in to the board. */
export interface Watcher {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
  readonly scope: Scope;
}

interface Row {
  id: string;
  name: string;
  email: string;
  locale: Locale;
  is_faculty: boolean;
  campus_ids: string[];
}

const SELECT = `
  select p.id, p.name, p.email, p.locale,
    exists (select from faculty f where f.person_id = p.id) as is_faculty,
    array(select k.id from campus k where k.contact_id = p.id) as campus_ids
  from person p`;

/** What a person may see: the faculty everything, a contact her campuses, anybody else nothing. */
export function mayWatch(person: { readonly isFaculty: boolean; readonly campusIds: readonly string[] }): Scope | null {
  if (person.isFaculty) return 'all';
  return person.campusIds.length > 0 ? { campusIds: person.campusIds } : null;
}

/** The watcher with that id; null when there is none, or no longer. */
export const watcherById = (manager: EntityManager, id: string) => find(manager, `${SELECT} where p.id = $1`, id);

/** The watcher with that mail address, in whatever case it is written. */
export const watcherByEmail = (manager: EntityManager, email: string) =>
  find(manager, `${SELECT} where p.email = lower($1)`, email);

/** Whether anybody can sign in at all. */
export async function hasWatchers(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ found: boolean }[]>(
    `select exists (select from faculty) or exists (select from campus) as found`,
  );
  return row?.found === true;
}

/** The campuses of a scope as a query's argument: null stands for all. */
export const campusesOf = (scope: Scope): readonly string[] | null => (scope === 'all' ? null : scope.campusIds);

async function find(manager: EntityManager, sql: string, value: string): Promise<Watcher | null> {
  const [row] = await manager.query<Row[]>(sql, [value]);
  const scope = row ? mayWatch({ isFaculty: row.is_faculty, campusIds: row.campus_ids }) : null;
  return row && scope ? { id: row.id, name: row.name, email: row.email, locale: row.locale, scope } : null;
}
