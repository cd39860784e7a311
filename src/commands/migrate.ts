import type { Config } from '../platform/config.js';
import { migrate } from '../platform/migrate.js';
import { openStore } from '../platform/stores.js';
import { type Output, tell } from './output.js';

/** Migrates the database of DATABASE_URL, or the embedded one (which is migrated whenever it is opened). */
export async function migrateCommand(config: Config, output: Output): Promise<void> {
  if (!config.databaseUrl) {
    const store = await openStore(config, output.say);
    await store.close();
    return tell(output, ['The database under .stafett is up to date.'], { migrated: [] });
  }
  const ran = await migrate(config.databaseUrl);
  tell(output, [ran.length > 0 ? `Migrated: ${ran.join(', ')}.` : 'The database is up to date.'], { migrated: ran });
}
