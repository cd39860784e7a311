import type { App } from '../../platform/app.js';
import { listed, ScenarioRefused } from './faults.js';
import { type ImportResult, importScenario } from './import-scenario.js';
import { readScenarioFile } from './scenario-file.js';

/**
 * `stafett import FILE`.
 * @param say prints a line
 * @returns the exit status: 0 when all was imported, 1 when nothing was
 */
export async function importFile(app: App, path: string, say: (line: string) => void): Promise<number> {
  try {
    for (const line of summary(path, await importScenario(app, await readScenarioFile(path)))) say(line);
    return 0;
  } catch (error) {
    if (!(error instanceof ScenarioRefused)) throw error;
    say(`${path} was not imported; nothing has changed.`);
    for (const line of listed(error.faults)) say(`  ${line}`);
    return 1;
  }
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
