import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { WORKER_OPTIONS } from '../../dist/src/platform/heap.js';
import { freePort } from '../../dist/src/rehearsal/free-port.js';

const STAFETT = fileURLToPath(new URL('../../bin/stafett.js', import.meta.url));
export const SECRET = 'for measuring only, and nothing else at all';

/**
 * Starts a daemon as an operator would, and waits until it listens.
 * @param env its database, queue store and mail server
 * @param flags of Node, such as `--cpu-prof`
 */
export async function startDaemon(env, { roles = 'worker', flags = [] } = {}) {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [...(roles.includes('worker') ? WORKER_OPTIONS : []), ...flags, STAFETT, 'start'],
    {
      cwd: tmpdir(),
      env: {
        ...{ PATH: process.env.PATH, NODE_ENV: 'production', SECRET, LOG_LEVEL: 'warn', MAIL_PER_SECOND: '10000' },
        ...{ PORT: String(port), BASE_URL: `http://127.0.0.1:${port}`, ROLES: roles },
        ...env,
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (said !== 'ready') throw new Error(`A daemon ended with ${said}.`);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
