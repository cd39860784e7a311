// Jest loads this file and global-teardown outside its own module system: they can import packages, none of our files.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

declare global {
  var testServers: ChildProcess | undefined;
}

/**
 * Starts the one PostgreSQL and the one Redis of this test run, in the process of servers.ts, and tells the tests
 * where they are through TEST_POSTGRES_URL (the maintenance database, as superuser) and TEST_REDIS_URL.
 * Throws what kept a server from starting; none is left behind then.
 */
export default async function setup({ rootDir }: { rootDir: string }): Promise<void> {
  const support = join(rootDir, 'test', 'support');
  const args = [
    '--no-warnings',
    '--import',
    pathToFileURL(join(support, 'typescript.js')).href,
    join(support, 'servers.ts'),
  ];
  // Detached, since Ctrl-C goes to all processes of a terminal's group and would end the servers under running tests.
  const child = spawn(process.execPath, args, { cwd: rootDir, detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  globalThis.testServers = child;
  const { postgres, redis, failure } = await firstLine(child);
  if (!postgres || !redis) throw new Error(`The servers for the tests did not start: ${failure ?? 'see above'}`);
  process.env.TEST_POSTGRES_URL = postgres;
  process.env.TEST_REDIS_URL = redis;
}

type Report = { postgres?: string; redis?: string; failure?: string };

async function firstLine(child: ChildProcess): Promise<Report> {
  if (!child.stdout) return {};
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Report;
  return {};
}
