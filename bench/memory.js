import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startDaemon } from './parts/daemon.js';
import { startPostgres } from './parts/servers.js';
import { startSink } from './parts/sink.js';
import { fill } from './storm/fill.js';

const IDLE = 1_000_000;
const IDLE_SECONDS = 90;
const root = join(import.meta.dirname, '..');

/** What a daemon holds in memory over a semester, and beside a million offers that are done with. Linux alone tells it. */
export async function memory(say) {
  say('A semester …');
  const semester = await overSemester();
  say(`Beside ${IDLE} offers …`);
  const idle = await overIdle();
  const row = (what, values) => ({
    what,
    'MB at first': values[0],
    'MB in the middle': values[Math.floor(values.length / 2)],
    'MB at last': values.at(-1),
    'MB at most': Math.max(...values),
  });
  const rows = [row('a semester', semester), row(`${IDLE_SECONDS} s beside ${IDLE} offers`, idle)];
  return {
    ...{ rows, semester, idle },
    chart: {
      title: 'What a daemon holds in memory at most',
      axis: 'MB',
      bars: rows.map((one) => ({ name: one.what, value: one['MB at most'], ours: true })),
    },
  };
}

async function residentMb(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kb = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kb ? Math.round(kb / 1024) : null;
}

/** The process whose parent this is, and which runs a daemon. */
async function daemonOf(parent) {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (status.includes(`PPid:\t${parent}\n`) && command.includes('stafett.js\0start')) return pid;
  }
  return null;
}

async function overSemester() {
  const child = spawn(process.execPath, [join(root, 'bin', 'stafett.js'), 'rehearse', '--daemons', '1'], {
    cwd: root,
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const values = [];
  let pid = null;
  while (child.exitCode === null) {
    pid ??= await daemonOf(child.pid);
    const mb = pid && (await residentMb(pid));
    if (mb) values.push(mb);
    await pause(500);
  }
  await ended;
  // The first seconds are its start.
  return values.slice(4);
}

async function overIdle() {
  const postgres = await startPostgres();
  const sink = await startSink();
  try {
    const url = await postgres.create('idle');
    await fill(url, 1_000, IDLE);
    const daemon = await startDaemon({ DATABASE_URL: url, SMTP_URL: sink.url }, { roles: 'web,worker' });
    const values = [];
    for (let second = 0; second < IDLE_SECONDS; second += 1) {
      await pause(1_000);
      values.push(await residentMb(daemon.pid));
    }
    await daemon.stop();
    return values;
  } finally {
    await sink.stop();
    await postgres.stop();
  }
}
