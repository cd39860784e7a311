import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { aptAbility, aptInstall, findOnPath } from './apt.js';

/**
 * Runs Prometheus's promtool. Root on Debian and Ubuntu gets one installed.
 * @returns what it said
 * @throws Error with what it said when it ends with another status than 0, or one sentence that says what to install
 */
export async function promtool(...args: string[]): Promise<string> {
  const program = await findPromtool();
  try {
    const { stdout } = await promisify(execFile)(program, args);
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`promtool ${args.join(' ')}: ${stdout}${stderr}`);
  }
}

async function findPromtool(): Promise<string> {
  const found = await findOnPath('promtool');
  if (found) return found;
  if ((await aptAbility()) === 'install') {
    await aptInstall('prometheus');
    const installed = await findOnPath('promtool');
    if (installed) return installed;
  }
  throw new Error('The tests of the alert rules need promtool: install Prometheus so that PATH finds it.');
}
