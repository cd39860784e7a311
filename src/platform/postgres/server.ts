import { readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from '../lock-file.js';
import { type Cluster, rememberedPort, SUPERUSER, writeSettings } from './cluster.js';
import { ask } from './connection.js';
import { readPidFile } from './pid-file.js';
import { run } from './run.js';

const WRONG_PASSWORD = '28P01';
/** Starting up or shutting down, and too many clients. */
const PASSING = new Set(['57P03', '53300']);
const PATIENCE_MS = 120_000;
const LOG_LIMIT = 1_000_000;

/** Address of a database of the cluster, whose server listens on `port`. */
export function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

/**
 * Gives the port of the server that runs on the cluster's data, waiting while it starts up or shuts down; undefined
 * when none runs. Throws when something answers there that is not provably ours, and touches it in no way.
 */
export async function findServer(cluster: Cluster): Promise<number | undefined> {
  const start = performance.now();
  for (;;) {
    const found = await readPidFile(cluster.data);
    if (!found) return undefined;
    const { state, detail, remedy }: Probe = found.port ? await probe(cluster, found.port) : SILENT;
    if (state === 'ours') return found.port;
    if (state === 'foreign' || performance.now() - start > PATIENCE_MS) {
      throw new Error(
        `By ${join(cluster.data, 'postmaster.pid')}, process ${found.pid} is the PostgreSQL of this folder, ` +
          `but on 127.0.0.1:${found.port} ${detail}: ${remedy}`,
      );
    }
    await pause(100);
  }
}

/** Starts a server on the cluster and gives its port. Throws the end of the server's log when it does not start. */
export async function startServer(cluster: Cluster, flags: readonly string[]): Promise<number> {
  const log = join(cluster.data, 'server.log');
  await keepShort(log);
  let wanted = await rememberedPort(cluster);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(wanted);
    await writeSettings(cluster, port);
    const args = ['start', '-D', cluster.data, '-l', log, '-w', '-t', '300', '-s'];
    if (flags.length > 0) args.push('-o', flags.map(quote).join(' '));
    // On Windows the server inherits the pipe and would keep it open for as long as it lives.
    const { code, output } = await pgCtl(cluster, args, process.platform === 'win32');
    if (code === 0) return port;
    const lines = await tail(log);
    wanted = undefined;
    if (attempt < 3 && lines.includes('could not bind')) continue;
    throw new Error(
      `PostgreSQL did not start (tried: pg_ctl ${args.join(' ')}).\n${output.trim()}\nThe end of ${log}:\n${lines}\n` +
        'Remove the cause that it names and retry, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
}

/** Shuts the server down fast: clients are dropped, transactions rolled back, data flushed. Throws when it fails. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const { code, output } = await pgCtl(cluster, ['stop', '-D', cluster.data, '-m', 'fast', '-w', '-t', '120', '-s']);
  if (code === 0 || !(await readPidFile(cluster.data))) return;
  const lines = await tail(join(cluster.data, 'server.log'));
  throw new Error(`PostgreSQL in ${cluster.data} did not stop within two minutes.\n${output.trim()}\n${lines}`);
}

function pgCtl(cluster: Cluster, args: readonly string[], quiet = false) {
  return run(cluster.binaries.pg_ctl, args, { account: cluster.account, cwd: cluster.home, quiet });
}

interface Probe {
  readonly state: 'ours' | 'busy' | 'foreign';
  readonly detail: string;
  readonly remedy: string;
}

const SILENT: Probe = {
  state: 'busy',
  detail: 'no server answers',
  remedy: 'end that process if it is a PostgreSQL; if it is certainly none, delete the file; then retry.',
};

async function probe(cluster: Cluster, port: number): Promise<Probe> {
  try {
    const sql = "SELECT current_setting('data_directory') AS data";
    const [row] = await ask<{ data: string }>(urlOf(cluster, port, 'postgres'), sql);
    if (row?.data === cluster.data) return { ...SILENT, state: 'ours' };
    return { ...SILENT, state: 'foreign', detail: `a server answers whose data is in ${row?.data}` };
  } catch (error) {
    const code = codeOf(error);
    if (code === WRONG_PASSWORD) {
      const remedy = `restore ${join(cluster.home, 'password')}, which belongs to this database, from a backup.`;
      return { state: 'foreign', detail: 'the server refuses the password that we have', remedy };
    }
    const isPassing = code === undefined || PASSING.has(code) || /^E[A-Z]+$/.test(code);
    if (!isPassing) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { ...SILENT, detail: `no server answers (${reason})` };
  }
}

/** The wanted port when nobody listens on it, else any free one. */
async function freePort(wanted: number | undefined): Promise<number> {
  const probe = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(wanted ?? 0, '127.0.0.1', () => {
        const address = probe.address();
        if (address && typeof address === 'object') resolve(address.port);
      });
    });
  } catch (error) {
    if (wanted === undefined) throw error;
    return freePort(undefined);
  } finally {
    probe.close();
  }
}

function quote(flag: string): string {
  if (/^[\w.=/:-]+$/.test(flag)) return flag;
  return process.platform === 'win32' ? `"${flag.replaceAll('"', '\\"')}"` : `'${flag.replaceAll("'", "'\\''")}'`;
}

async function keepShort(log: string): Promise<void> {
  const found = await stat(log).catch(() => undefined);
  if (found && found.size > LOG_LIMIT) await rename(log, `${log}.old`);
}

async function tail(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '(there is no log)');
  return text.trim().split('\n').slice(-12).join('\n');
}
