import { CALENDAR, type Calendar, type CalendarEntry, disorderOf, type Instants } from './calendar.js';
import { type DayOff, type DaysOff, datesIn, daysToWork } from './days-off/days-off.rule.js';
import { dateLater, instantOf, localDate, localDaysLater, localTimeOf, oddityOf } from './wall-clock.js';

/** Why an entry of a calendar, though in order, is not a good one, and a time that would be better; null where none is known. */
export type Advice = { readonly entry: CalendarEntry; readonly better: string | null } & (
  | { readonly is: 'day-off'; readonly off: DayOff }
  | { readonly is: 'holidays'; readonly of: 'christmas' | 'july' }
  /** So many working days since the other entry, of at least so many. */
  | { readonly is: 'short'; readonly since: CalendarEntry; readonly days: number; readonly least: number }
  /** So many offers for one opening, if each is left unanswered. */
  | { readonly is: 'few-offers'; readonly fit: number }
  | { readonly is: 'night' }
  /** It does not exist, or exists twice. */
  | { readonly is: 'gap' | 'fold' }
);

/** What a calendar is judged by. */
export interface Ground {
  readonly daysOff: DaysOff;
  readonly timeZone: string;
  /** When an opening is offered to the next if an offer of that instant is left unanswered. */
  readonly nextOffer: (at: Date) => Date;
}

interface Judged extends Ground {
  readonly calendar: Partial<Calendar>;
}

type Judge = (entry: CalendarEntry, local: string, judged: Judged) => Advice | null;

/** By then people must have done something. */
const DEADLINES: readonly CalendarEntry[] = ['demandDue', 'reportDue', 'applyDue', 'rateDue'];
/** Then mails go out to many. */
const MAILINGS: readonly CalendarEntry[] = ['demandOpens', 'announceAt', 'offersAt'];
/** Since when people work on what is due then. */
const SPANS: { readonly [E in CalendarEntry]?: CalendarEntry } = {
  demandDue: 'demandOpens',
  applyDue: 'announceAt',
  rateDue: 'applyDue',
};
const LEAST_DAYS = 5;
const LEAST_OFFERS = 3;
const [NIGHT, MORNING, AT_WORK, NOON] = ['22:00', '06:00', '09:00', '12:00'] as const;

/**
 * What there is to say about a calendar, in its order. Nothing of it stands in anybody's way; what does is `disorderOf`.
 * @param calendar wall-clock times; an entry that is not given is not judged
 */
export const adviceOn = (calendar: Partial<Calendar>, ground: Ground): Advice[] =>
  CALENDAR.flatMap((entry) => {
    const local = calendar[entry];
    if (local === undefined) return [];
    const judged = { ...ground, calendar };
    const day = outOfHolidays(entry, local, judged) ?? offDay(entry, local, judged);
    return [day, ...[short, fewOffers, night, odd].map((judge) => judge(entry, local, judged))].filter(
      (advice) => advice !== null,
    );
  });

const outOfHolidays: Judge = (entry, local, judged) => {
  const of = holidaysOn(dayOf(entry, local));
  return of && { entry, is: 'holidays', of, better: onWorkingDay(entry, local, judged) };
};

const offDay: Judge = (entry, local, judged) => {
  const off = DEADLINES.includes(entry) ? judged.daysOff.get(dayOf(entry, local)) : undefined;
  return off ? { entry, is: 'day-off', off, better: onWorkingDay(entry, local, judged) } : null;
};

const short: Judge = (entry, local, { calendar, daysOff, timeZone }) => {
  const since = SPANS[entry];
  const begins = since && calendar[since];
  if (!begins || instantOf(begins, timeZone) >= instantOf(local, timeZone)) return null;
  const last = dayOf(entry, local);
  const workIn = (until: string) =>
    datesIn(dateLater(dayOf(since, begins), 1), until).filter((day) => !daysOff.has(day));
  const days = workIn(last).length;
  if (days >= LEAST_DAYS) return null;
  let more = 1;
  while (workIn(dateLater(last, more)).length < LEAST_DAYS) more += 1;
  const better = firstInOrder(calendar, entry, [localDaysLater(local, more)], timeZone);
  return { entry, is: 'short', since, days, least: LEAST_DAYS, better };
};

const fewOffers: Judge = (entry, local, { calendar, timeZone, nextOffer, daysOff }) => {
  if (entry !== 'closesAt' || !calendar.offersAt) return null;
  const closesAt = instantOf(local, timeZone);
  let [at, fit] = [instantOf(calendar.offersAt, timeZone), 0];
  if (at >= closesAt) return null;
  for (let count = 1; count < LEAST_OFFERS; count += 1) {
    at = nextOffer(at);
    if (at >= closesAt && fit === 0) fit = count;
  }
  if (fit === 0) return null;
  const day = localDate(at, timeZone);
  return { entry, is: 'few-offers', fit, better: `${dateLater(day, daysToWork(day, free(daysOff), 1))}T${NOON}` };
};

const night: Judge = (entry, local, { calendar, timeZone }) => {
  const [date, time] = local.split('T') as [string, string];
  if (!MAILINGS.includes(entry) || (time >= MORNING && time < NIGHT)) return null;
  const mornings = [date, dateLater(date, 1)].map((day) => `${day}T${AT_WORK}`);
  return { entry, is: 'night', better: firstInOrder(calendar, entry, mornings, timeZone) };
};

const odd: Judge = (entry, local, { timeZone }) => {
  const is = oddityOf(local, timeZone);
  if (!is) return null;
  const read = instantOf(local, timeZone);
  // In a fold the hour comes again; after it there is no doubt.
  const better = localTimeOf(is === 'gap' ? read : new Date(read.getTime() + 2 * 3_600_000), timeZone);
  return { entry, is, better };
};

/** The local date that an entry falls on: of a deadline that of its last minute. */
const dayOf = (entry: CalendarEntry, local: string): string =>
  DEADLINES.includes(entry) && local.slice('2026-10-05T'.length).startsWith('00:00')
    ? dateLater(local.slice(0, '2026-10-05'.length), -1)
    : local.slice(0, '2026-10-05'.length);

/** Whether a local date is in the holidays in which hardly anybody reads mails, whatever weekday it is. */
function holidaysOn(date: string): 'christmas' | 'july' | null {
  const day = date.slice('2026-'.length);
  if (day >= '12-24' || day === '01-01') return 'christmas';
  return day.startsWith('07') ? 'july' : null;
}

/** The days that are no good for a proposal. */
const free = (daysOff: DaysOff): Pick<DaysOff, 'has'> => ({
  has: (date) => daysOff.has(date) || holidaysOn(date) !== null,
});

/** The same time of day on the nearest working day on which it is in order; of two as near the later. */
function onWorkingDay(entry: CalendarEntry, local: string, { calendar, daysOff, timeZone }: Judged): string | null {
  const day = dayOf(entry, local);
  const ways = ([1, -1] as const).map((way) => daysToWork(day, free(daysOff), way));
  const nearest = ways.sort((a, b) => Math.abs(a) - Math.abs(b)).map((days) => localDaysLater(local, days));
  return firstInOrder(calendar, entry, nearest, timeZone);
}

/** The first of some times at which an entry keeps the order of its calendar. */
function firstInOrder(
  calendar: Partial<Calendar>,
  entry: CalendarEntry,
  times: readonly string[],
  timeZone: string,
): string | null {
  const isInOrder = (local: string) => {
    const instants: Partial<Instants> = Object.fromEntries(
      Object.entries({ ...calendar, [entry]: local }).map(([one, time]) => [one, instantOf(time, timeZone)]),
    );
    return disorderOf(instants).every(({ earlier, later }) => earlier !== entry && later !== entry);
  };
  return times.find(isInOrder) ?? null;
}
