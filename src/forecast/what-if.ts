import { ratingDue } from '../process/rating/rating.rule.js';
import { type Calendar, type Instants, instantsOf } from '../rounds/calendar.js';
import { type CalendarFault, calendarChangeFaults } from '../rounds/calendar-change.rule.js';
import { daysPaused, postponed, postponedTime } from '../rounds/postpone.js';
import { instantOf } from '../rounds/wall-clock.js';
import type { ForecastInput } from './forecast.rule.js';
import type { Standing, StandingPosition } from './read-standing.js';

/** What somebody wonders about; what is absent is as it is. */
export interface WhatIf {
  /** Other deadlines of the round, wall-clock times. */
  readonly calendar?: Partial<Calendar> | undefined;
  /** Other numbers of openings, by position. */
  readonly openings?: Readonly<Record<string, number>> | undefined;
  /** Another number of days to answer an offer in. */
  readonly answerDays?: number | undefined;
  /** A pause, from one wall-clock time to another. */
  readonly pause?: { readonly from: string; readonly until: string } | undefined;
}

/** What is wrong with it. */
export type WhatIfFault =
  | { readonly field: 'calendar'; readonly fault: CalendarFault }
  /** Fewer openings than are filled or offered. */
  | { readonly field: 'openings'; readonly positionId: string; readonly held: number }
  | { readonly field: 'openings'; readonly positionId: string; readonly held: null }
  | { readonly field: 'pause'; readonly is: 'paused' | 'not-ahead' | 'order' };

/** What cannot be, of what somebody wonders about. */
export function whatIfFaults(standing: Standing, whatIf: WhatIf, now: Date, timeZone: string): WhatIfFault[] {
  const { calendar = {}, openings = {}, pause } = whatIf;
  const current = instantsOf(standing.calendar, timeZone);
  const faults: WhatIfFault[] = [];
  if (Object.keys(calendar).length > 0)
    for (const fault of calendarChangeFaults(current, instantsOf({ ...standing.calendar, ...calendar }, timeZone), now))
      if (fault.is !== 'nothing') faults.push({ field: 'calendar', fault });
  for (const [positionId, wanted] of Object.entries(openings)) {
    const position = standing.positions.find(({ id }) => id === positionId);
    if (!position) faults.push({ field: 'openings', positionId, held: null });
    else if (wanted < heldOf(position)) faults.push({ field: 'openings', positionId, held: heldOf(position) });
  }
  if (pause) {
    const [from, until] = [instantOf(pause.from, timeZone), instantOf(pause.until, timeZone)];
    if (standing.pausedAt) faults.push({ field: 'pause', is: 'paused' });
    else if (from <= now) faults.push({ field: 'pause', is: 'not-ahead' });
    else if (until <= from) faults.push({ field: 'pause', is: 'order' });
  }
  return faults;
}

/** How many of a position's openings are filled or offered. */
export const heldOf = ({ offers }: Pick<StandingPosition, 'offers'>): number =>
  offers.filter(({ state }) => state === 'open' || state === 'accepted').length;

/**
 * What a forecast is made from: a round as it stands, but for what somebody wonders about.
 * @param now of the database
 */
export function inputOf(
  standing: Standing,
  whatIf: WhatIf,
  {
    now,
    timeZone,
    runs,
    seed,
  }: { readonly now: Date; readonly timeZone: string; readonly runs: number; readonly seed: number },
): ForecastInput {
  const calendar = { ...standing.calendar, ...whatIf.calendar };
  const pause = pauseOf(standing, whatIf, now, timeZone);
  const answerWindow = { ...standing.answerWindow, days: whatIf.answerDays ?? standing.answerWindow.days };
  const after = pause ? postponed(calendar, pause.since, pause.days, timeZone) : calendar;
  return {
    // While it rests nothing happens; a round that rests now is taken to go on now.
    now: standing.pausedAt ?? now,
    timeZone,
    positions: standing.positions.map(({ ownRateDue, title: _, ...position }) => ({
      ...position,
      answerWindow,
      openings: whatIf.openings?.[position.id] ?? position.openings,
      instants: instantsFor(calendar, ownRateDue, timeZone),
    })),
    behaviour: standing.behaviour,
    pause,
    resumed: pause
      ? standing.positions.map(({ ownRateDue }) =>
          instantsFor(after, ownRateDue && postponedTime(ownRateDue, pause.since, pause.days, timeZone), timeZone),
        )
      : [],
    runs,
    seed,
  };
}

/** The pause that is, that is wondered about, or that is planned. */
function pauseOf(
  { pausedAt, plannedPause }: Standing,
  { pause }: WhatIf,
  now: Date,
  timeZone: string,
): ForecastInput['pause'] {
  const of = (since: Date, until: Date) => ({ since, until, days: daysPaused(since, until, timeZone) });
  const byPlan = plannedPause && pausedAt && plannedPause.since <= pausedAt;
  if (pausedAt) return of(pausedAt, byPlan ? plannedPause.until : now);
  if (pause) return of(instantOf(pause.from, timeZone), instantOf(pause.until, timeZone));
  return plannedPause && of(plannedPause.since, plannedPause.until);
}

function instantsFor(calendar: Calendar, ownRateDue: string | null, timeZone: string): Instants {
  const instants = instantsOf(calendar, timeZone);
  return { ...instants, rateDue: ratingDue(instants, ownRateDue === null ? null : instantOf(ownRateDue, timeZone)) };
}
