import type { EntityManager } from 'typeorm';
import type { Config } from '../../platform/config.js';
import { startOfDay } from '../../rounds/wall-clock.js';
import { standPositions } from '../rounds/position-standing.js';
import { readOverloaded } from '../rounds/read-overloaded.js';
import { readPositions } from '../rounds/read-positions.js';
import { isReportable, readReportLinks } from '../rounds/read-report-links.js';
import { type RoundHead, readRoundHeads, readRounds } from '../rounds/read-rounds.js';
import { stageOf } from '../rounds/stage-of.js';
import type { Watcher } from '../watcher.js';
import type { Needy } from './needs.js';
import { readTroubles } from './read-troubles.js';

/** What the first page is made of. */
export interface Home {
  readonly running: readonly Needy[];
  readonly over: readonly RoundHead[];
}

// After a round has closed its last mails go out, LAOS reminders for four weeks: so long somebody may have to do something.
const DAYS_AFTER = 60;

/**
 * Reads the rounds that somebody may see with all that their lines say: so many queries, however many rounds. Of those that
 * are over nothing is counted.
 */
export async function readHome(
  manager: EntityManager,
  { timeZone, hoursLimit }: Pick<Config, 'timeZone' | 'hoursLimit'>,
  watcher: Pick<Watcher, 'id' | 'scope'>,
  now: Date,
): Promise<Home> {
  const heads = await readRoundHeads(manager, watcher.scope, timeZone);
  const isOver = ({ instants, isSettled }: RoundHead) =>
    stageOf(instants, now, isSettled) === 'done' && now >= startOfDay(instants.closesAt, DAYS_AFTER, timeZone);
  const ids = heads.filter((head) => !isOver(head)).map(({ id }) => id);
  const running = await readRounds(manager, watcher.scope, timeZone, ids);
  const positions = await readPositions(manager, ids, timeZone);
  const troubles = await readTroubles(manager, ids, now);
  const overloaded = await readOverloaded(manager, ids, hoursLimit);
  const reportLinks = await readReportLinks(manager, watcher.id, ids, now);
  return {
    running: running.map((round) => ({
      round,
      positions: standPositions(round, positions, now),
      trouble: troubles.find(({ roundId }) => roundId === round.id) ?? null,
      overloaded: overloaded.filter(({ roundId }) => roundId === round.id).map(({ name }) => name),
      mayReport: isReportable(round, reportLinks, now),
    })),
    over: heads.filter(isOver),
  };
}
