import { readFile } from 'node:fs/promises';
import type { Config } from '../platform/config.js';
import { findSecret } from '../platform/home.js';
import { Refusal } from '../platform/refusal.js';
import { sayInstant } from '../platform/say-time.js';
import { type CheckFile, logIn } from '../process/offer/fair-chance/check-file.js';
import type { Summary, Verdict } from '../process/offer/fair-chance/verdict.rule.js';
import { type Verified, verifyFile } from '../process/offer/fair-chance/verify-file.js';
import { overrideOf } from '../process/offer/fairness.rule.js';
import { type Output, tell } from './output.js';

type Genuine = Extract<Verified, { is: 'genuine' }>;

/**
 * `stafett verify`: whether a fair chance check is as this installation signed it, and what its events say when they are
 * replayed.
 * @returns the exit status: 0 when the file is genuine, also when it tells of deviations
 * @throws Refusal when the file cannot be read, or there is no secret to check it with
 */
export async function verifyCommand(config: Config, path: string, output: Output): Promise<number> {
  const secret = config.secret ?? (await findSecret());
  if (!secret)
    throw new Refusal(
      'There is no secret to check the file with. Run this where Stafett runs, or set SECRET to that of the installation.',
    );
  const verified = verifyFile(await read(path), secret);
  if (verified.is !== 'genuine') {
    const says = FAULTS[verified.is](path, verified.is === 'foreign' ? verified.from : '');
    tell(output, [says], { file: path, is: verified.is, says });
    return 1;
  }
  const { file, summary } = verified;
  const says = `${path} is genuine. ${sayOrder(summary)}`;
  const { round, generatedAt, from } = file;
  const made = `It is the check of ${round.id} (${round.campus}, ${round.semester}), made ${sayInstant(generatedAt, 'en', config.timeZone)} by ${from}.`;
  const deviations = deviationsIn(verified);
  const steppedIn = steppedInOf(file);
  tell(
    output,
    [
      says,
      made,
      ...deviations.map(({ position, course, ...one }) => `Deviation in ${position} (${course}): ${sayDeviation(one)}`),
      ...steppedIn.map(({ name, times }) => `${name} stepped in ${times === 1 ? 'once' : `${times} times`}.`),
    ],
    { file: path, is: 'genuine', says, round, generatedAt, from, summary, deviations, steppedIn },
  );
  return 0;
}

const FAULTS: Readonly<Record<Exclude<Verified['is'], 'genuine'>, (path: string, from: string) => string>> = {
  'no-check': (path) =>
    `${path} is no fair chance check. Give the JSON file as it was downloaded from the page of the round on the board.`,
  altered: (path) =>
    `${path} was altered after it was signed: do not rely on it. Download the check anew from the page of the round.`,
  foreign: (path, from) =>
    `${path} was signed under another secret than this one; it says it is from ${from}. Check it there, or set SECRET to the one that was in use when it was made.`,
  contradictory: (path) =>
    `${path} is signed, but its events do not give the verdict that it states: do not rely on it. Download it anew, and check it with the version of Stafett that made it.`,
  unreadable: (path) =>
    `${path} is signed, but this version of Stafett cannot read it. Check it with the version that made it.`,
};

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Refusal(`${path} could not be read: ${error instanceof Error ? error.message : error}`);
  }
}

function sayOrder({ is, offers, inTurn, named, deviations }: Summary): string {
  if (is === 'no-offers') return 'No offers had gone out yet.';
  const byName = named === 0 ? '' : ` ${named} went out of turn, by somebody's name.`;
  if (is === 'deviates')
    return `The order was not followed: ${deviations} ${deviations === 1 ? 'deviation' : 'deviations'}; ${inTurn} of ${offers} offers went to the next on the list.${byName}`;
  return named === 0
    ? `${offers === 1 ? 'Its only offer' : `Every one of its ${offers} offers`} went to the next on its list.`
    : `${inTurn} of its ${offers} offers went to the next on its list.${byName}`;
}

type Deviation = Verdict['deviations'][number];

const deviationsIn = ({ file, verdicts }: Genuine) =>
  file.positions.flatMap(({ id, course }, index) =>
    (verdicts[index]?.deviations ?? []).map((one) => ({ position: id, course, ...one })),
  );

function sayDeviation(one: Deviation): string {
  switch (one.is) {
    case 'out-of-order':
      return `${one.at.toISOString()}, ${one.personId} was offered, but ${one.next ?? 'nobody'} was next. Passed over: ${one.passed.join(', ') || 'nobody'}.`;
    case 'too-many':
      return `${one.at.toISOString()}, ${one.personId} was offered when all openings were taken.`;
    case 'unlogged':
      return `${one.personId} has an offer that the log does not know.`;
    case 'missing':
      return `the log has an offer to ${one.personId} that is not there.`;
  }
}

/** How often each of those who stepped in did. */
function steppedInOf({ positions, steppedIn }: CheckFile) {
  const events = positions.flatMap((position) => logIn(position).events).filter((event) => overrideOf(event) !== null);
  return steppedIn.map(({ id, name }) => ({
    id,
    name: name ?? `Somebody who is erased (${id})`,
    times: events.filter(({ actorId }) => actorId === id).length,
  }));
}
