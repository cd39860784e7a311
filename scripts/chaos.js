// Rehearses the sample semester undisturbed, then again and again with daemons that are killed, its queues in PostgreSQL
// and in Redis by turns, until so many have been killed; whatever the outcomes differ in is said, and the exit status is 1.
// Takes some minutes for each two hundred kills: npm run chaos -- --seed 1 --kills 400
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, kills: { type: 'string', default: '400' } },
});
const root = join(import.meta.dirname, '..');
const directory = await mkdtemp(join(tmpdir(), 'stafett-chaos-'));
const report = join(directory, 'report.json');

/** Rehearses, and gives how often a daemon was killed and what came of everything, without what differs in any two runs. */
async function rehearse(...options) {
  const rehearsal = spawn(
    process.execPath,
    [join(root, 'bin', 'stafett.js'), 'rehearse', '--daemons', '3', '--report', report, ...options],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [rehearsal.stdout, rehearsal.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  const status = await new Promise((resolve) => rehearsal.once('close', resolve));
  if (status !== 0) throw new Error(`rehearse ${options.join(' ')} failed:\n${said}`);
  const { positions, mails } = JSON.parse(await readFile(report, 'utf8'));
  const distinct = new Map(
    mails.map(({ messageId, kind, to, sentAt }) => [messageId, `${kind} to ${to} at ${sentAt}`]),
  );
  const [line = ''] = /Daemons were killed .*/.exec(said) ?? [];
  return {
    line,
    kills: Number(/killed (\d+) times/.exec(line)?.[1] ?? 0),
    outcome: [...positions.map((position) => JSON.stringify(position)), ...[...distinct.values()].sort()],
  };
}

/** What one list has more often than the other. */
function missing(from, those) {
  const left = new Map();
  for (const one of those) left.set(one, (left.get(one) ?? 0) + 1);
  return from.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}

try {
  console.log('An undisturbed run first.');
  const undisturbed = await rehearse();
  let kills = 0;
  for (let seed = Number(values.seed); kills < Number(values.kills); seed += 1) {
    const queue = (seed - Number(values.seed)) % 2 === 0 ? 'postgres' : 'redis';
    const run = await rehearse('--chaos', String(seed), '--queue', queue);
    kills += run.kills;
    console.log(`--chaos ${seed} --queue ${queue}: ${run.line}`);
    const lost = missing(undisturbed.outcome, run.outcome);
    const added = missing(run.outcome, undisturbed.outcome);
    for (const one of lost) console.log(`  missing: ${one}`);
    for (const one of added) console.log(`  too much: ${one}`);
    if (lost.length + added.length > 0) process.exitCode = 1;
  }
  console.log(process.exitCode ? 'Killed daemons made a difference.' : `${kills} kills made no difference.`);
} finally {
  await rm(directory, { recursive: true, force: true });
}
