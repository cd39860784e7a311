import { userInfo } from 'node:os';
import type { Tx } from '../timetable/turn.js';
import type { Config } from './config.js';
import { databaseAt } from './database.js';
import { openStore } from './stores.js';

/** Opens the database for a command that does one thing, and does it in a transaction. A daemon sweeps up what it causes. */
export async function inOneTransaction<T>(
  config: Config,
  say: (line: string) => void,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const store = await openStore(config, say);
  try {
    const database = await databaseAt(store.url, 2).initialize();
    try {
      return await database.transaction((manager) => work({ manager, timeZone: config.timeZone, alarms: [] }));
    } finally {
      await database.destroy();
    }
  } finally {
    await store.close();
  }
}

/** The account that runs this process; a container may have none by name. */
export function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
