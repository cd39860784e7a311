import { advise } from '../board/calendar-advice.js';
import type { App } from '../platform/app.js';
import { CLOCK_CHANNEL } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { databaseAt } from '../platform/database.js';
import { keptSecret } from '../platform/home.js';
import { createLog } from '../platform/log.js';
import { openStore } from '../platform/stores.js';
import { listed, ScenarioRefused } from '../rounds/import/faults.js';
import { type ImportResult, importScenario } from '../rounds/import/import-scenario.js';
import type { Scenario } from '../rounds/import/scenario.schema.js';
import { readScenarioFile } from '../rounds/import/scenario-file.js';
import { type Output, tell } from './output.js';

/** Imports a file into the daemon's database. @returns the exit status */
export async function importCommand(config: Config, file: string, output: Output): Promise<number> {
  const store = await openStore(config, output.say);
  const database = await databaseAt(store.url, 2).initialize();
  try {
    const app: App = {
      config: { ...config, databaseUrl: store.url, secret: config.secret ?? (await keptSecret()) },
      database,
      log: createLog(config.logLevel),
      setAlarms: async () => {},
    };
    const status = await importFile(app, file, output);
    // A running daemon sweeps at once, and sets the alarms of what came in.
    await database.query(`select pg_notify($1, '')`, [CLOCK_CHANNEL]);
    return status;
  } finally {
    await database.destroy();
    await store.close();
  }
}

/** Imports a file, all of it or nothing. @returns the exit status: 0 when all was imported, 1 when nothing was */
export async function importFile(app: App, path: string, output: Output): Promise<number> {
  try {
    const scenario = await readScenarioFile(path);
    const result = await importScenario(app, scenario);
    const warnings = [...result.warnings, ...(result.changed ? await adviceOf(app, scenario) : [])];
    tell(output, summary(path, { ...result, warnings }), { ...result, warnings });
    return 0;
  } catch (error) {
    if (!(error instanceof ScenarioRefused)) throw error;
    const faults = listed(error.faults);
    output.say(`${path} was not imported; nothing has changed.`);
    if (output.json) tell(output, [], { faults });
    else for (const line of faults) output.say(`  ${line}`);
    return 1;
  }
}

/** What the calendars of a file could do better. */
async function adviceOf({ database, config }: App, { rounds }: Scenario): Promise<string[]> {
  const speech = { locale: 'en', timeZone: config.timeZone } as const;
  const said = rounds.map(async ({ id, campus, calendar }) => {
    const whose = { campusId: campus, endsOnWorkingDays: false };
    const advice = await advise(database.manager, calendar, whose, speech);
    return advice.map(({ entry, text }) => `round ${id}, ${entry}: ${text.replace(/\.$/, '')}`);
  });
  return (await Promise.all(said)).flat();
}

function summary(path: string, { created, updated, unchanged, changed, warnings }: ImportResult): string[] {
  const nouns = Object.keys(created) as (keyof typeof created)[];
  return [
    changed ? `Imported ${path}:` : `Nothing changed: all of ${path} is there already.`,
    ...nouns.map(
      (noun) => `  ${noun}: ${created[noun]} created, ${updated[noun]} updated, ${unchanged[noun]} unchanged`,
    ),
    ...warnings.map((warning) => `Warning: ${warning}.`),
  ];
}
