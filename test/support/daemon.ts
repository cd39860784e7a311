import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../../src/rehearsal/free-port.js';

const program = join(import.meta.dirname, '..', '..', 'bin', 'stafett.js');

export interface Run {
  readonly process: ChildProcess;
  readonly baseUrl: string;
  /** What it has said so far on both outputs. */
  said(): string;
  /** Fulfilled when it has said this, on either output. */
  says(text: string): Promise<void>;
  /** Fulfilled when it listens. @throws Error with what it said when it ended instead */
  readonly ready: Promise<void>;
  /** Fulfilled with the exit status. */
  readonly ended: Promise<number | null>;
}

/** Runs the compiled program as its users do, with just the environment given, in `cwd`. */
export async function runStafett(args: string[], env: NodeJS.ProcessEnv, cwd: string): Promise<Run> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const child = fork(program, args, {
    cwd,
    env: { PATH: process.env.PATH, PORT: String(port), BASE_URL: baseUrl, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  const words = new EventEmitter();
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => {
      said += text;
      words.emit('more');
    });
  const says = async (text: string) => {
    while (!said.includes(text)) await once(words, 'more');
  };
  const ended = once(child, 'close').then(([status]) => status as number | null);
  const ready = Promise.race([
    once(child, 'message').then(() => undefined),
    ended.then((status) => {
      throw new Error(`It ended with ${status}: ${said}`);
    }),
  ]);
  // Whoever only waits for the end need not care that it never listened.
  ready.catch(() => undefined);
  return { process: child, baseUrl, said: () => said, says, ready, ended };
}
