import type { EntityManager } from 'typeorm';
import { campusesOf, type Scope } from './watcher.js';

export interface CampusLine {
  readonly id: string;
  readonly name: string;
}

/** The campuses that one may see, by name. */
export const readCampuses = (manager: EntityManager, scope: Scope): Promise<CampusLine[]> =>
  manager.query(`select id, name from campus where $1::text[] is null or id = any($1) order by name, id`, [
    campusesOf(scope),
  ]);
