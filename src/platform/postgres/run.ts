import { spawn } from 'node:child_process';
import type { Account } from './account.js';

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs a program to its end, as `account` when given, and gives its exit status and all it wrote.
 * A program that cannot be started at all gives status null and the reason as output; never throws.
 * `quiet` discards the output instead: for a program that leaves a child behind, which would hold the pipe open.
 */
export function run(
  program: string,
  args: readonly string[],
  options: { account?: Account | undefined; cwd?: string; quiet?: boolean } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...options.account,
      cwd: options.cwd,
      env: environment(),
      stdio: ['ignore', options.quiet ? 'ignore' : 'pipe', options.quiet ? 'ignore' : 'pipe'],
      windowsHide: true,
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Ours without PGPORT, PGDATA and their like, which mean another server, and in a locale that every system has. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && name !== 'LANGUAGE');
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
