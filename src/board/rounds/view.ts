import { CALENDAR } from '../../rounds/calendar.js';
import { timeLeft } from '../time-left.js';
import { roundPath } from './filter.js';
import type { RoundHead } from './read-rounds.js';
import { nextInstant, stageOf } from './stage-of.js';

/** A round as its pages say it. */
export const roundView = <Round extends RoundHead>(round: Round, now: Date) => ({
  ...round,
  path: roundPath(round.id),
  // `2027V`: the year and the term, spring or autumn.
  year: round.semester.slice(0, 4),
  term: round.semester.slice(4),
  stage: stageOf(round.instants, now, round.isSettled),
  next: nextInstant(round.instants, now),
});

/** The next instant of a round's calendar, and how long it is until then; null after the last, and while it is paused. */
export function nextView(round: RoundHead, now: Date, timeZone: string) {
  const next = round.pausedAt ? null : nextInstant(round.instants, now);
  return next && { ...next, left: timeLeft(now, next.at, timeZone) };
}

/** Each instant of a round's calendar, and whether it is past, the next or further ahead. */
export function calendarView(round: RoundHead, now: Date) {
  const next = nextInstant(round.instants, now);
  return CALENDAR.map((entry) => {
    const at = round.instants[entry];
    const when = at <= now ? 'past' : entry === next?.entry ? 'next' : 'ahead';
    return { entry, at, when, iso: at.toISOString() };
  });
}
