import type { App } from './platform/app.js';
import { CLOCK_CHANNEL } from './platform/clock.js';
import type { Config } from './platform/config.js';
import { databaseAt } from './platform/database.js';
import { keptSecret } from './platform/home.js';
import { createLog } from './platform/log.js';
import { openStore } from './platform/stores.js';
import { importFile } from './rounds/import/import.command.js';

/** Imports a file into the daemon's database. @returns the exit status */
export async function importCommand(config: Config, file: string, say: (line: string) => void): Promise<number> {
  const store = await openStore(config, say);
  const database = await databaseAt(store.url, 2).initialize();
  try {
    const app: App = {
      config: { ...config, databaseUrl: store.url, secret: config.secret ?? (await keptSecret()) },
      database,
      log: createLog(config.logLevel),
      setAlarms: async () => {},
    };
    const status = await importFile(app, file, say);
    // A running daemon sweeps at once, and sets the alarms of what came in.
    await database.query(`select pg_notify($1, '')`, [CLOCK_CHANNEL]);
    return status;
  } finally {
    await database.destroy();
    await store.close();
  }
}
