import { runMigrations } from 'bullmq';
import pg from 'pg';
import { databaseAt } from './database.js';

/**
 * Brings the database to this version's schema, and the queues' schema in it to theirs. Safe to run at any time.
 * @returns the names of the migrations that ran
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const database = await databaseAt(databaseUrl, 2).initialize();
  try {
    const ran = await database.runMigrations({ transaction: 'all' });
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await runMigrations(client, 'bullmq');
    } finally {
      await client.end();
    }
    return ran.map((migration) => migration.name);
  } finally {
    await database.destroy();
  }
}

/** Whether the database has every migration that this version knows. */
export async function isMigrated(databaseUrl: string): Promise<boolean> {
  const database = await databaseAt(databaseUrl, 1).initialize();
  try {
    return !(await database.showMigrations());
  } finally {
    await database.destroy();
  }
}
