import { examine } from './doctor/examine.js';
import type { Config } from './platform/config.js';
import { databaseAt } from './platform/database.js';
import { openStore } from './platform/stores.js';

/**
 * `stafett doctor`: looks for rows that are orphaned, overdue or contradict each other, and changes nothing.
 * @param json print the findings as JSON, for other programs
 * @param print prints what was found; `say` tells what goes on
 * @returns the exit status: 0 when nothing was found
 */
export async function doctorCommand(
  config: Config,
  { json, print, say }: { json: boolean; print: (line: string) => void; say: (line: string) => void },
): Promise<number> {
  const store = await openStore(config, say);
  const database = await databaseAt(store.url, 2).initialize();
  try {
    const findings = await database.transaction('REPEATABLE READ', (manager) => examine(manager, config.timeZone));
    if (json) print(JSON.stringify(findings, null, 2));
    else for (const { check, subject, says, remedy } of findings) print(`${check}: ${subject}: ${says}. ${remedy}`);
    if (!json && findings.length === 0) print('Nothing is overdue, orphaned or contradictory.');
    return findings.length > 0 ? 1 : 0;
  } finally {
    await database.destroy();
    await store.close();
  }
}
