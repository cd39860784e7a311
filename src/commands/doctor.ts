import { examine } from '../doctor/examine.js';
import type { Config } from '../platform/config.js';
import { databaseAt } from '../platform/database.js';
import { openStore } from '../platform/stores.js';
import { type Output, tell } from './output.js';

/**
 * `stafett doctor`: looks for rows that are orphaned, overdue or contradict each other, and changes nothing.
 * @returns the exit status: 0 when nothing was found
 */
export async function doctorCommand(config: Config, output: Output): Promise<number> {
  const store = await openStore(config, output.say);
  const database = await databaseAt(store.url, 2).initialize();
  try {
    const findings = await database.transaction('REPEATABLE READ', (manager) => examine(manager, config.timeZone));
    const lines = findings.map(({ check, subject, says, remedy }) => `${check}: ${subject}: ${says}. ${remedy}`);
    tell(output, lines.length > 0 ? lines : ['Nothing is overdue, orphaned or contradictory.'], findings);
    return findings.length > 0 ? 1 : 0;
  } finally {
    await database.destroy();
    await store.close();
  }
}
