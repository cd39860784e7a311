import type { Scope } from '../watcher.js';

/**
 * In SQL: which people belong to the rounds that one may see. Whoever may see all sees everybody.
 * @param person the column with the person's id
 * @param campuses the parameter with the scope's campuses
 */
export const peopleInScope = (scope: Scope, person: string, campuses: string): string =>
  scope === 'all'
    ? `${campuses}::text[] is null`
    : `${person} in (
        with mine as (select p.id, p.teacher_id from position p join round r on r.id = p.round_id
          where r.campus_id = any(${campuses}))
        select teacher_id from mine
        union select d.person_id from delegation d join mine on mine.id = d.position_id
        union select a.person_id from application a join mine on mine.id = a.position_id
        union select f.person_id from application_form f join round r on r.id = f.round_id
          where r.campus_id = any(${campuses})
        union select k.contact_id from campus k where k.id = any(${campuses}))`;
