import type { EntityManager } from 'typeorm';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { offeredSemesters, semesterOf, semestersFrom } from '../../rounds/copy/semester.rule.js';
import { compactTime } from '../compact-time.js';
import { proposedSemester } from './form-view.js';
import type { Origin } from './origin.js';
import { readSemesters } from './read-source.js';

// A round for a semester further ahead is a slip.
const MOST_AHEAD = 8;

/** Whether a round can be created for a semester: it is not over, and not far ahead. */
export const takesRounds = async (app: App, semester: string): Promise<boolean> =>
  semestersFrom(semesterOf(await today(app)), MOST_AHEAD).includes(semester);

/** The semesters to choose from when there is no round to go on from yet. */
export const readOffered = async (app: App): Promise<string[]> => offeredSemesters(null, await today(app));

/** A semester to choose, and whether the campus has a round for it. */
export interface SemesterChoice {
  readonly name: string;
  readonly isTaken: boolean;
}

/** The semesters to choose from for a round that is made from another, and the one that is proposed. */
export async function readChoices(
  app: App,
  origin: Origin,
): Promise<{ readonly choices: readonly SemesterChoice[]; readonly proposed: string }> {
  const { manager } = app.database;
  const offered = offeredSemesters(origin.model?.semester ?? null, await today(app));
  const taken = new Set((await readSemesters(manager, origin.campus.id)).keys());
  const { timeZone } = app.config;
  const proposed = proposedSemester(origin, { offered, taken, now: await readClock(manager), timeZone });
  return { choices: offered.map((name) => ({ name, isTaken: taken.has(name) })), proposed };
}

/** The round of a campus for a semester; null when there is none. */
export const findRound = async (manager: EntityManager, campusId: string, semester: string): Promise<string | null> =>
  (await readSemesters(manager, campusId)).get(semester) ?? null;

const today = async ({ database, config }: App) =>
  compactTime(await readClock(database.manager), config.timeZone).slice(0, 10);
