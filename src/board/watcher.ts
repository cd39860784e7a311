import type { EntityManager } from 'typeorm';
import { IS_OPERATOR } from '../people/operators.js';
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
  /** Whether the machinery is theirs to see: the faculty, and who runs Stafett. */
  readonly mayOperate: boolean;
  /** Whether that is all. */
  readonly onlyOperates: boolean;
}

interface Row {
  id: string;
  name: string;
  email: string;
  locale: Locale;
  is_faculty: boolean;
  is_operator: boolean;
  campus_ids: string[];
}

const SELECT = `
  select p.id, p.name, p.email, p.locale,
    exists (select from faculty f where f.person_id = p.id) as is_faculty,
    exists (select from operator o where o.person_id = p.id and ${IS_OPERATOR}) as is_operator,
    array(select k.id from campus k where k.contact_id = p.id) as campus_ids
  from person p`;

/** What a person may see: the faculty everything, a contact her campuses, an operator no campus, anybody else nothing. */
export function mayWatch({
  isFaculty,
  isOperator,
  campusIds,
}: {
  readonly isFaculty: boolean;
  readonly isOperator: boolean;
  readonly campusIds: readonly string[];
}): Scope | null {
  if (isFaculty) return 'all';
  return campusIds.length > 0 || isOperator ? { campusIds } : null;
}

/** The watcher with that id; null when there is none, or no longer. */
export const watcherById = (manager: EntityManager, id: string) => find(manager, `${SELECT} where p.id = $1`, id);

/** The watcher with that mail address, in whatever case it is written. */
export const watcherByEmail = (manager: EntityManager, email: string) =>
  find(manager, `${SELECT} where p.email = lower($1)`, email);

/** Whether anybody can sign in at all. */
export async function hasWatchers(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ found: boolean }[]>(
    `select exists (select from faculty) or exists (select from campus) or exists (select from operator) as found`,
  );
  return row?.found === true;
}

/** The campuses of a scope as a query's argument: null stands for all. */
export const campusesOf = (scope: Scope): readonly string[] | null => (scope === 'all' ? null : scope.campusIds);

async function find(manager: EntityManager, sql: string, value: string): Promise<Watcher | null> {
  const [row] = await manager.query<Row[]>(sql, [value]);
  if (!row) return null;
  const { id, name, email, locale, is_faculty: isFaculty, is_operator: isOperator, campus_ids: campusIds } = row;
  const scope = mayWatch({ isFaculty, isOperator, campusIds });
  if (!scope) return null;
  const mayOperate = isFaculty || isOperator;
  return { id, name, email, locale, scope, mayOperate, onlyOperates: !isFaculty && campusIds.length === 0 };
}
