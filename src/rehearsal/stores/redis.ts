import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { CleanUp } from '../clean-up.js';
import { freePort } from '../free-port.js';

const PROGRAMS = ['redis-server', 'valkey-server'];
const START_LIMIT_MS = 10_000;

/**
 * Starts a Redis for the queues of a rehearsal, which keeps nothing on disk.
 * @returns its address
 * @throws Error in one sentence when this machine has none
 */
export async function ownRedis(cleanUp: CleanUp): Promise<string> {
  for (const program of PROGRAMS) {
    const port = await freePort();
    const server = await launch(program, port);
    if (!server) continue;
    cleanUp.defer(async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    });
    await untilItAnswers(server, port);
    return `redis://127.0.0.1:${port}`;
  }
  throw new Error(
    `A rehearsal on Redis needs ${PROGRAMS.join(' or ')} on the PATH, or the address of one in REDIS_URL.`,
  );
}

/** The running program, undefined when this machine does not have it. */
async function launch(program: string, port: number): Promise<ChildProcess | undefined> {
  const memoryOnly = ['--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--maxmemory-policy', 'noeviction'];
  const server = spawn(program, [...place, ...memoryOnly], { stdio: 'ignore' });
  try {
    await once(server, 'spawn');
    return server;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function untilItAnswers(server: ChildProcess, port: number): Promise<void> {
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 25, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  const ended = once(server, 'exit').then(() => 'ended');
  const outcome = await Promise.race([client.ping(), ended, pause(START_LIMIT_MS, 'silent', { ref: false })]);
  client.disconnect();
  if (outcome !== 'PONG')
    throw new Error(`${server.spawnfile} did not start (it ${outcome}): set REDIS_URL or leave out --queue redis.`);
}
