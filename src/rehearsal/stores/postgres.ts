import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../platform/embedded-postgres.js';
import type { CleanUp } from '../clean-up.js';

// What is in here is thrown away, so a power cut may take it. It grows from nothing to a semester within seconds, and what
// the planner knows of it has to follow, but not so often that looking costs more than it gives.
const UNSAFE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum_naptime=3s'];

/**
 * An empty database that goes when the rehearsal does: on a PostgreSQL of its own, or on the server given. Its name is
 * its own in any case, since queues in a shared Redis are told apart by it.
 * @param given the address of any database on a server where we may create databases; undefined starts a server
 * @throws Error that says what was tried and what to do
 */
export async function ownDatabase(
  given: string | undefined,
  cleanUp: CleanUp,
  say: (line: string) => void,
): Promise<string> {
  const name = `stafett_rehearsal_${randomBytes(4).toString('hex')}`;
  if (!given) return ownServer(name, cleanUp, say);
  try {
    await ask(given, `create database ${name}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The rehearsal could not create a database of its own on the server of DATABASE_URL (${reason}): ` +
        'let its user create databases, or leave DATABASE_URL unset and a server is started.',
    );
  }
  cleanUp.defer(() => ask(given, `drop database if exists ${name} with (force)`));
  say(`The rehearsal has a database of its own, ${name}, on the server of DATABASE_URL; it goes at the end.`);
  return Object.assign(new URL(given), { pathname: `/${name}` }).href;
}

async function ownServer(database: string, cleanUp: CleanUp, say: (line: string) => void): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'stafett-rehearsal-'));
  cleanUp.defer(() => rm(directory, { recursive: true, force: true }));
  const flags = UNSAFE.flatMap((setting) => ['-c', setting]);
  const postgres = await startEmbeddedPostgres({ directory, flags, say, database });
  if (postgres.home !== directory) cleanUp.defer(() => rm(postgres.home, { recursive: true, force: true }));
  cleanUp.defer(() => postgres.stop({ force: true }));
  return postgres.url;
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
