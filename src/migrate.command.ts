import type { Config } from './platform/config.js';
import { migrate } from './platform/migrate.js';
import { openStore } from './platform/stores.js';

/** Migrates the database of DATABASE_URL, or the embedded one (which is migrated whenever it is opened). */
export async function migrateCommand(config: Config, say: (line: string) => void): Promise<void> {
  if (!config.databaseUrl) {
    const store = await openStore(config, say);
    await store.close();
    return say('The database under .stafett is up to date.');
  }
  const ran = await migrate(config.databaseUrl);
  say(ran.length > 0 ? `Migrated: ${ran.join(', ')}.` : 'The database is up to date.');
}
