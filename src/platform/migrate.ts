import { runMigrations } from 'bullmq';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { databaseAt } from './database.js';
import { Refusal } from './refusal.js';

/**
 * Brings the database to this version's schema, and the queues' schema in it to theirs. Safe to run at any time.
 * @returns the names of the migrations that ran
 * @throws Refusal when a newer version has migrated it
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const database = await databaseAt(databaseUrl, 2).initialize();
  try {
    const ran = await database.runMigrations({ transaction: 'all' });
    await refuseNewer(database);
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

/**
 * Sees to it that the database has exactly the migrations that this version knows.
 * @throws Refusal when it lacks some, or a newer version has migrated it
 */
export async function checkSchema(databaseUrl: string): Promise<void> {
  const database = await databaseAt(databaseUrl, 1).initialize();
  try {
    await refuseOlder(database);
    await refuseNewer(database);
  } finally {
    await database.destroy();
  }
}

/** @throws Refusal when the database lacks migrations of this version, as one does that was restored from before them */
export async function refuseOlder(database: DataSource): Promise<void> {
  const ran = await ranIn(database);
  if (!database.migrations.every(({ name }) => ran.has(String(name))))
    throw new Refusal('The database lacks migrations of this version. Run `npx stafett migrate`, then start again.');
}

// This version might misunderstand the rows of a later one.
async function refuseNewer(database: DataSource): Promise<void> {
  const known = new Set(database.migrations.map(({ name }) => name));
  if (![...(await ranIn(database))].every((name) => known.has(name)))
    throw new Refusal('The database was migrated by a newer version of Stafett. Start that version, or a later one.');
}

/** The names of the migrations that have run. TypeORM's own look would make the table where there is none. */
async function ranIn(database: DataSource): Promise<Set<string>> {
  const [row] = await database.query<{ there: boolean }[]>(`select to_regclass('migration') is not null as there`);
  const rows = row?.there ? await database.query<{ name: string }[]>(`select name from migration`) : [];
  return new Set(rows.map(({ name }) => name));
}
