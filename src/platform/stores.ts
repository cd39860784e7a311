import { join } from 'node:path';
import type { Config } from './config.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { HOME } from './home.js';
import { checkSchema, migrate } from './migrate.js';

/** A database that is ready, and what to do when done with it. */
export interface OpenStore {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The database of DATABASE_URL, or the embedded one under `.stafett`, which is started and migrated.
 * @throws Refusal when its schema is not that of this version
 */
export async function openStore(config: Config, say: (line: string) => void): Promise<OpenStore> {
  if (config.databaseUrl) {
    await checkSchema(config.databaseUrl);
    return { url: config.databaseUrl, close: async () => {} };
  }
  const embedded = await startEmbeddedPostgres({ directory: join(HOME, 'postgres'), say });
  try {
    await migrate(embedded.url);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return { url: embedded.url, close: () => embedded.stop() };
}
