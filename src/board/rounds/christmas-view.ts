import type { EntityManager } from 'typeorm';
import { message } from '../../platform/messages.js';
import { christmasPause } from '../../rounds/christmas.rule.js';
import { readDaysOff } from '../../rounds/days-off/read-days-off.js';
import { instantOf } from '../../rounds/wall-clock.js';
import type { Speech } from '../acts/act.js';
import { newestEvent } from '../acts/since.js';
import { shortDate } from '../short-date.js';
import type { RoundLine } from './read-rounds.js';

/**
 * What plans the pause over the coming Christmas at one press: the fields of the act as its form would send them, confirmed.
 * @param lastOffer when the last open offer ends; null when none is open
 * @returns null when the round rests or will, or has nothing to pause then
 */
export async function christmasView(
  manager: EntityManager,
  round: RoundLine,
  lastOffer: Date | null,
  now: Date,
  { locale, timeZone }: Speech,
) {
  if (round.pausedAt || round.plannedPause) return null;
  const daysOff = await readDaysOff(manager, round.campusId, { from: now, until: now }, timeZone);
  const rest = christmasPause({ instants: round.instants, lastOffer }, now, daysOff, timeZone);
  if (!rest) return null;
  const day = (local: string) => shortDate(instantOf(local, timeZone), locale, timeZone);
  const seen = await newestEvent(manager, { roundId: round.id, positionId: null });
  const reason = message(locale, 'board', 'round.christmas.reason');
  return {
    from: day(rest.from),
    until: day(rest.until),
    hidden: Object.entries({ ...rest, reason, seen, step: 'confirm' }).map(([name, value]) => ({ name, value })),
  };
}
