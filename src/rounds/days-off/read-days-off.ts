import type { EntityManager } from 'typeorm';
import { localDate } from '../wall-clock.js';
import { type DaysOff, type OwnSpan, withOwnDays } from './days-off.rule.js';
import { publicDaysOff } from './public-days.js';

/** In SQL: the own days of a campus and of all, as JSON. @param campusId in SQL */
export const ownDaysJson = (campusId: string) =>
  `(select coalesce(json_agg(json_build_object('name', d.name, 'firstDay', d.first_day, 'lastDay', d.last_day)
      order by d.first_day), '[]')
    from own_days d where d.campus_id is null or d.campus_id = ${campusId})`;

/** All days off of the years of a span and of those beside it: what is looked for may lie before or after. */
export async function daysOffAround(
  own: readonly OwnSpan[],
  from: Date,
  until: Date,
  timeZone: string,
): Promise<DaysOff> {
  const [first, last] = [from, until].map((at) => Number(localDate(at, timeZone).slice(0, 4))) as [number, number];
  const years = await Promise.all(Array.from({ length: last - first + 3 }, (_, n) => publicDaysOff(first - 1 + n)));
  return withOwnDays(new Map(years.flatMap((year) => [...year])), own);
}

/** The same for a campus. */
export async function readDaysOff(
  manager: EntityManager,
  campusId: string,
  span: { readonly from: Date; readonly until: Date },
  timeZone: string,
): Promise<DaysOff> {
  const [row] = await manager.query<{ own: OwnSpan[] }[]>(`select ${ownDaysJson('$1')} as own`, [campusId]);
  return daysOffAround(row?.own ?? [], span.from, span.until, timeZone);
}
