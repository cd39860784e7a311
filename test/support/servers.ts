// Run by global-setup as a process of its own, which outlives Jest just long enough to clean up: whatever ends Jest (its
// end, Ctrl-C, SIGKILL) closes our stdin, and then the servers stop and their data goes.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres.js';
import { type RedisServer, startRedis } from './redis.js';

const FLAGS = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];

const theEnd = Promise.race([once(process.stdin.resume(), 'close'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
const directory = await mkdtemp(join(tmpdir(), 'stafett-test-'));
const startings = [startEmbeddedPostgres({ directory, flags: FLAGS }), startRedis()] as const;
const [postgres, redis] = await Promise.allSettled(startings);
if (postgres.status === 'fulfilled' && redis.status === 'fulfilled') {
  report({ postgres: maintenanceUrl(postgres.value.url), redis: redis.value.url });
  await theEnd;
} else {
  const reasons = [postgres, redis].flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []));
  report({ failure: reasons.join('\n') });
  process.exitCode = 1;
}
await stopAll(startedBy(postgres), startedBy(redis));
process.exit();

async function stopAll(database?: EmbeddedPostgres, queue?: RedisServer): Promise<void> {
  // By force: the workers of a Jest that was killed may still hold connections.
  const ends = await Promise.allSettled([database?.stop({ force: true }), queue?.stop()]);
  await rm(directory, { recursive: true, force: true });
  if (database && database.home !== directory) await rm(database.home, { recursive: true, force: true });
  for (const end of ends) {
    if (end.status === 'rejected') {
      console.error(String(end.reason));
      process.exitCode = 1;
    }
  }
}

function report(line: object): void {
  // Jest may be gone already, and with it the reader of this line.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function maintenanceUrl(url: string): string {
  return Object.assign(new URL(url), { pathname: '/postgres' }).href;
}

function startedBy<T>(start: PromiseSettledResult<T>): T | undefined {
  return start.status === 'fulfilled' ? start.value : undefined;
}
