import { join } from 'node:path';
import type { Config } from './config.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { HOME } from './home.js';
import { isMigrated, migrate } from './migrate.js';

/** A database that is ready, and what to do when done with it. */
export interface OpenStore {
  readonly url: string;
  close(): Promise<void>;
}

/** Thrown when a command cannot go on; its message says why and what to do. */
export class Refusal extends Error {}

/**
 * The database of DATABASE_URL, or the embedded one under `.stafett`, which is started and migrated.
 * @throws Refusal when the database of DATABASE_URL lacks migrations
 */
export async function openStore(config: Config, say: (line: string) => void): Promise<OpenStore> {
  if (config.databaseUrl) {
    if (!(await isMigrated(config.databaseUrl)))
      throw new Refusal('The database lacks migrations of this version. Run `npx stafett migrate`, then start again.');
    return { url: config.databaseUrl, close: async () => {} };
  }
  const embedded = await startEmbeddedPostgres({ directory: join(HOME, 'postgres'), say });
  await migrate(embedded.url);
  return { url: embedded.url, close: () => embedded.stop() };
}
