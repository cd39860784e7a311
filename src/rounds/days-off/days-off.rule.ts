import { dateLater } from '../wall-clock.js';
import type { OwnDays } from './own-days.entity.js';

/** Why a day is off. */
export type DayOff =
  | { readonly is: 'saturday' | 'sunday' }
  /** A public holiday, by its name in each language; where two fall on a day, both. */
  | { readonly is: 'holiday'; readonly nb: string; readonly en: string }
  | { readonly is: 'own'; readonly name: string };

/** The days off of some years by local date, `2027-05-17`. */
export type DaysOff = ReadonlyMap<string, DayOff>;

/** Days of their own that a campus or the faculty has off. */
export type OwnSpan = Pick<OwnDays, 'name' | 'firstDay' | 'lastDay'>;

/** Each local date from the first to the last, both among them; none where the last comes before the first. */
export function datesIn(firstDay: string, lastDay: string): string[] {
  const dates: string[] = [];
  for (let date = firstDay; date <= lastDay; date = dateLater(date, 1)) dates.push(date);
  return dates;
}

/** The Saturdays and Sundays of a year. */
export const weekendsOf = (year: number): [string, DayOff][] =>
  datesIn(`${year}-01-01`, `${year}-12-31`).flatMap((date): [string, DayOff][] => {
    const day = new Date(date).getUTCDay();
    return day === 0 || day === 6 ? [[date, { is: day === 6 ? 'saturday' : 'sunday' }]] : [];
  });

/** The same days off with somebody's own; where a day is a public holiday too, it keeps that name. */
export function withOwnDays(daysOff: DaysOff, own: readonly OwnSpan[]): DaysOff {
  const all = new Map(daysOff);
  for (const { name, firstDay, lastDay } of own)
    for (const date of datesIn(firstDay, lastDay))
      if (all.get(date)?.is !== 'holiday') all.set(date, { is: 'own', name });
  return all;
}

/** How many days a working day lies after the date, or before it for `way` -1; 0 when it is one itself. */
export function daysToWork(date: string, daysOff: Pick<DaysOff, 'has'>, way: 1 | -1): number {
  let days = 0;
  while (daysOff.has(dateLater(date, days))) days += way;
  return days;
}
