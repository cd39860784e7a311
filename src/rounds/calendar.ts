import { instantOf } from './wall-clock.js';

/** The instants of a round in the order in which the process reaches them (process step in the comment). */
export const CALENDAR = [
  'demandOpens', // 1 teachers are asked
  'demandDue',
  'reportDue', // 2 the demand is with the faculty
  'announceAt', // 3 positions are announced
  'applyDue', // 4 applications close, 5 rating opens
  'rateDue',
  'offersAt', // 6 the first offers leave
  'closesAt', // 7 nothing new is offered
] as const;

export type CalendarEntry = (typeof CALENDAR)[number];

/** Wall-clock times, `2026-10-05T23:59`, in the faculty's zone. */
export type Calendar = Record<CalendarEntry, string>;

/** The same calendar as instants. */
export type Instants = Record<CalendarEntry, Date>;

/** Reads each wall-clock time of a calendar in the zone given. */
export function instantsOf(calendar: Calendar, timeZone: string): Instants {
  return Object.fromEntries(CALENDAR.map((entry) => [entry, instantOf(calendar[entry], timeZone)])) as Instants;
}

/** Two entries of which the second comes after the first, or may fall on it where `how` says so. */
export interface Order {
  readonly earlier: CalendarEntry;
  readonly later: CalendarEntry;
  readonly how: 'apart' | 'together';
}

const ORDER: readonly Order[] = [
  { earlier: 'demandOpens', later: 'demandDue', how: 'apart' },
  { earlier: 'demandDue', later: 'reportDue', how: 'together' },
  { earlier: 'reportDue', later: 'announceAt', how: 'together' },
  { earlier: 'announceAt', later: 'applyDue', how: 'apart' },
  { earlier: 'applyDue', later: 'rateDue', how: 'apart' },
  { earlier: 'applyDue', later: 'offersAt', how: 'together' },
  { earlier: 'offersAt', later: 'closesAt', how: 'apart' },
  { earlier: 'rateDue', later: 'closesAt', how: 'together' },
];

/** What of the process's order a calendar does not keep; an entry that is not given is in nobody's way. */
export const disorderOf = (instants: Partial<Instants>): Order[] =>
  ORDER.filter(({ earlier, later, how }) => {
    const [first, second] = [instants[earlier], instants[later]];
    if (!first || !second) return false;
    return how === 'apart' ? second <= first : second < first;
  });
