import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

// Of a second, in which Linux counts processor time.
const TICKS = 100;

/**
 * Starts to count what a PostgreSQL spends.
 * @returns gives what it has spent since: processor time of all its processes in ms, and bytes of WAL. Linux alone tells it
 */
export async function countCost(postgres) {
  const [pid] = (await readFile(join(postgres.home, 'data', 'postmaster.pid'), 'utf8')).split('\n');
  const spent = async () => {
    const [{ wal }] = await postgres.ask(`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float as wal`);
    return { cpuMs: await processorMs(pid), wal };
  };
  const before = await spent();
  return async () => {
    const { cpuMs, wal } = await spent();
    return { cpuMs: cpuMs - before.cpuMs, walBytes: wal - before.wal };
  };
}

/** Of a process, of the children that it has waited for, and of those that still run. */
async function processorMs(pid) {
  let ticks = 0;
  for (const one of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${one}/stat`, 'utf8').catch(() => '');
    // Behind the name of the program, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
    if (one === pid) ticks += utime + stime + cutime + cstime;
    else if (fields[1] === pid) ticks += utime + stime;
  }
  return (ticks * 1000) / TICKS;
}
