import type { EntityManager } from 'typeorm';
import type { OwnSpan } from '../../rounds/days-off/days-off.rule.js';
import { campusesOf, type Scope } from '../watcher.js';

/** Own days off as the board lists them. */
export interface OwnDaysLine extends OwnSpan {
  readonly id: string;
  /** Null stands for all campuses. */
  readonly campus: string | null;
  /** Whether whoever reads may remove them: all campuses' are the faculty's alone. */
  readonly isTheirs: boolean;
}

/** The own days off that concern somebody, from a local date on, in their order. */
export const readOwnDays = (manager: EntityManager, scope: Scope, since: string): Promise<OwnDaysLine[]> =>
  manager.query(
    `select d.id, d.name, d.first_day as "firstDay", d.last_day as "lastDay", k.name as campus,
       $1::text[] is null or d.campus_id = any($1) is true as "isTheirs"
     from own_days d left join campus k on k.id = d.campus_id
     where d.last_day >= $2 and (d.campus_id is null or $1::text[] is null or d.campus_id = any($1))
     order by d.first_day, d.last_day, d.id`,
    [campusesOf(scope), since],
  );
