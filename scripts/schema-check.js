// Compares the schema that the migrations make with the one that the entities describe. Exit 1 when they differ.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseAt } from '../dist/src/platform/database.js';
import { startEmbeddedPostgres } from '../dist/src/platform/embedded-postgres.js';
import { migrate } from '../dist/src/platform/migrate.js';

const directory = await mkdtemp(join(tmpdir(), 'stafett-schema-'));
const postgres = await startEmbeddedPostgres({ directory });
try {
  await migrate(postgres.url);
  const database = await databaseAt(postgres.url, 2).initialize();
  const { upQueries } = await database.driver.createSchemaBuilder().log();
  await database.destroy();
  for (const { query } of upQueries) console.error(query);
  console.log(upQueries.length > 0 ? 'The entities ask for what no migration makes.' : 'No schema drift.');
  process.exitCode = upQueries.length > 0 ? 1 : 0;
} finally {
  await postgres.stop({ force: true });
  await rm(directory, { recursive: true, force: true });
  await rm(postgres.home, { recursive: true, force: true });
}
