import type { Locale } from '../../people/person.entity.js';
import { sayInstant } from '../../platform/say-time.js';
import { primaryAction } from '../rounds/primary-action.js';
import { nextView, roundView } from '../rounds/view.js';
import { sayNames } from '../say-names.js';
import { byUrgency, type Needy, needsOf } from './needs.js';
import type { Home } from './read-home.js';
import { stagesOf } from './stages.js';

interface Seen {
  readonly locale: Locale;
  readonly timeZone: string;
  readonly hoursLimit: number;
  readonly now: Date;
}

/** The first page as it says what is read for it. */
export function homeView({ running, over }: Home, seen: Seen) {
  const { now, locale, timeZone, hoursLimit } = seen;
  const needs = byUrgency(running.flatMap((needy) => needsOf(needy, now)));
  const rounds = running.map((needy) => lineView(needy, seen));
  const [soonest = null] = rounds
    .filter(({ next }) => next !== null)
    .sort((a, b) => Number(a.next?.at) - Number(b.next?.at));
  return {
    needs: needs.map((need) => ({
      ...need,
      round: rounds.find(({ id }) => id === need.roundId),
      until: need.until && sayInstant(need.until, locale, timeZone),
      who: sayNames(need.names, locale),
      limit: hoursLimit,
    })),
    hasRounds: running.length + over.length > 0,
    rounds,
    soonest,
    over: over.map((round) => roundView(round, now)),
  };
}

function lineView({ round, positions, mayReport }: Needy, { now, locale, timeZone }: Seen) {
  return {
    ...roundView(round, now),
    next: nextView(round, now, timeZone),
    action: primaryAction({ round, positions, mayReport }, now),
    stages: stagesOf(round, positions, now).map(({ held, more, ...line }) => ({
      ...line,
      figures: { part: line.part, whole: line.whole, ...more },
      held: held && { path: held.path, ...sayNames(held.names, locale) },
    })),
  };
}
