import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import type { Plan } from './changes.js';
import { fault, ScenarioRefused } from './faults.js';
import { peopleOf } from './people.js';
import { planImport } from './plan.js';
import type { Scenario } from './scenario.schema.js';
import { lockRounds, readStored } from './stored.js';
import { writePlan } from './write.js';

const NOUNS = ['faculty', 'campuses', 'rounds', 'positions', 'people'] as const;

/** What an import came across, by noun. */
export type Counts = Readonly<Record<(typeof NOUNS)[number], number>>;

export interface ImportResult {
  readonly created: Counts;
  readonly updated: Counts;
  readonly unchanged: Counts;
  /** Whether the database is another than before. */
  readonly changed: boolean;
  readonly warnings: readonly string[];
}

/**
 * Takes the faculty, campuses, rounds, calendars, courses and people of a scenario into the database, in one
 * transaction; demand, applications and behaviour never. The same scenario a second time changes nothing.
 * @throws ScenarioRefused when the scenario contradicts the configuration or what has begun; nothing is changed then
 */
export async function importScenario(app: App, scenario: Scenario): Promise<ImportResult> {
  checkTimeZone(scenario.timeZone, app.config.timeZone);
  return transact(app, async (tx) => {
    await lockRounds(tx, scenario);
    const people = peopleOf(scenario);
    const stored = await readStored(tx, scenario, [...people.keys()]);
    const plan = planImport({ scenario, people, stored, timeZone: tx.timeZone, now: await nowOf(tx) });
    if (plan.faults.length > 0) throw new ScenarioRefused(plan.faults);
    const result = resultOf(plan);
    if (result.changed) {
      await writePlan(tx, plan);
      await recordImport(tx, scenario, result);
    }
    return result;
  });
}

function checkTimeZone(given: string, configured: string): void {
  if (sameZone(given) === sameZone(configured)) return;
  const message = `is not the time zone of this installation, ${configured}. Set TIME_ZONE=${given}, or correct the file.`;
  throw new ScenarioRefused([fault(['timeZone'], given, message)]);
}

/** A zone may be written in any case and under a former name. */
const sameZone = (timeZone: string) => new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;

function resultOf(plan: Plan): ImportResult {
  const count = (of: (noun: (typeof NOUNS)[number]) => number) =>
    Object.fromEntries(NOUNS.map((noun) => [noun, of(noun)])) as Counts;
  const created = count((noun) => plan[noun].created.length);
  const updated = count((noun) => plan[noun].updated.length);
  return {
    created,
    updated,
    unchanged: count((noun) => plan[noun].unchanged),
    changed: NOUNS.some((noun) => created[noun] + updated[noun] > 0),
    warnings: plan.warnings,
  };
}

async function recordImport(tx: Tx, { rounds }: Scenario, { created, updated }: ImportResult): Promise<void> {
  await recordEvents(tx, [{ kind: 'imported', data: { rounds: rounds.map(({ id }) => id), created, updated } }]);
}
