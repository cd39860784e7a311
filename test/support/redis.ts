import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { aptAbility, aptInstall, aptUnpack, findOnPath, isExecutable, unpackedEnvironment } from './apt.js';

const TOOLS = resolve('.stafett', 'tools');

/** A Redis of our own that forgets everything when it stops. */
export interface RedisServer {
  readonly url: string;
  /** Stops it, and everything in it is gone. */
  stop(): Promise<void>;
  /** Starts it again at the same address, empty. */
  start(): Promise<void>;
}

/**
 * Starts Redis (or Valkey) on a free port of 127.0.0.1 and waits until it answers. On Debian and Ubuntu a missing server
 * is fetched: installed when we are root, else unpacked under .stafett/tools.
 * Throws one sentence that says what to install elsewhere, or what the server said when it ended at once.
 * @param settings more of the server's own, such as `--cluster-enabled yes`
 */
export async function startRedis(...settings: string[]): Promise<RedisServer> {
  const { program, env } = await findProgram();
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    let child = launch(program, port, env, settings);
    try {
      await answers(child, port);
      return {
        url: `redis://127.0.0.1:${port}`,
        stop: () => end(child),
        start: () => {
          child = launch(program, port, env, settings);
          return answers(child, port);
        },
      };
    } catch (error) {
      await end(child);
      // Somebody may have taken the port between our look and the server's.
      if (attempt === 3) throw error;
    }
  }
}

async function findProgram(): Promise<{ program: string; env: NodeJS.ProcessEnv }> {
  const found = await findOnPath('redis-server', 'valkey-server');
  if (found) return { program: found, env: process.env };
  const ability = await aptAbility();
  if (ability === 'install') {
    await aptInstall('redis-server');
    const installed = await findOnPath('redis-server');
    if (installed) return { program: installed, env: process.env };
  }
  if (ability === 'unpack') {
    const program = join(TOOLS, 'usr', 'bin', 'redis-server');
    if (await isExecutable(program)) return { program, env: await unpackedEnvironment(TOOLS) };
    return { env: await aptUnpack(TOOLS, 'redis-server', 'redis-tools'), program };
  }
  throw new Error(
    'The tests need a Redis: install redis-server or valkey-server so that PATH finds it (brew install redis).',
  );
}

function launch(program: string, port: number, env: NodeJS.ProcessEnv, settings: string[]): ChildProcess {
  const memoryOnly = ['--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--maxmemory-policy', 'noeviction'];
  return spawn(program, [...place, ...memoryOnly, ...settings], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Resolves when the child itself answers, not another server that happens to have the port. */
async function answers(child: ChildProcess, port: number): Promise<void> {
  let said = '';
  const listen = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-1_000);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with status ${code}: ${said.trim()}`)));
  });
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 25, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  try {
    await Promise.race([client.ping(), ended]);
    const info = await Promise.race([client.info('server'), ended]);
    if (!info.includes(`process_id:${child.pid}\r`)) throw new Error(`Another server answers on port ${port}.`);
  } finally {
    client.disconnect();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address && typeof address === 'object') return address.port;
  throw new Error('No free port was found on 127.0.0.1.');
}
