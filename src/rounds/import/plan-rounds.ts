import { CALENDAR, instantsOf } from '../calendar.js';
import { type Ground, type ListedPosition, type ListedRound, type Plan, sameFields, sort } from './changes.js';
import { fault } from './faults.js';
import { withoutZeroSeconds } from './fields.js';
import type { StoredPosition, StoredRound } from './stored.js';

const DAY = 24 * 60 * 60 * 1000;

/** A round that has not begun becomes what the file says; one that has begun must be what the file says. */
export function planRounds(plan: Plan, ground: Ground): void {
  for (const [index, round] of ground.scenario.rounds.entries()) {
    const known = ground.stored.rounds.get(round.id);
    const begun = known !== undefined && instantsOf(known.calendar, ground.timeZone).demandOpens <= ground.now;
    const faultsBefore = plan.faults.length;
    const isSame = known !== undefined && checkRound(plan, ['rounds', index], round, known, begun);
    const { id, campus, semester, calendar } = round;
    sort(plan.rounds, { id, campus, semester, calendar }, known, isSame);
    if (known && !isSame) plan.woken.add(id);
    planPositions(plan, ground, index, begun);
    if (!isSame && plan.faults.length === faultsBefore) warnOfBeginning(plan, ground, round);
  }
}

/** @returns whether the round is the same; tells of each difference that comes too late */
function checkRound(plan: Plan, path: PropertyKey[], round: ListedRound, known: StoredRound, begun: boolean): boolean {
  const differences = [
    ...(['campus', 'semester'] as const).map((key) => [[key], round[key], known[key]] as const),
    ...CALENDAR.map(
      (entry) => [['calendar', entry], round.calendar[entry], withoutZeroSeconds(known.calendar[entry])] as const,
    ),
  ].filter(([, wanted, given]) => wanted !== given);
  if (begun)
    for (const [key, wanted, given] of differences)
      plan.faults.push(fault([...path, ...key], wanted, tooLate(round.id, known, given)));
  return differences.length === 0;
}

const tooLate = (round: string, known: StoredRound, given: string) =>
  `differs from ${JSON.stringify(given)} of round ${round}, which began ${known.calendar.demandOpens}. Write what the round has; after its beginning it is changed on the board.`;

function planPositions(plan: Plan, ground: Ground, index: number, begun: boolean): void {
  const round = ground.scenario.rounds[index];
  if (!round) return;
  for (const [p, position] of round.positions.entries()) {
    const path = ['rounds', index, 'positions', p];
    const known = ground.stored.positions.get(position.id);
    const { id, course, title, teacher } = position;
    const wanted = { id, round: round.id, course, title, teacher: teacher.email };
    sort(plan.positions, wanted, known, known !== undefined && sameFields(wanted, known));
    if (!known) checkNewcomer(plan, ground, path, round, position, begun);
    else if (known.round !== round.id) {
      const message = `is a position of round ${known.round} already. Give this one an id of its own.`;
      plan.faults.push(fault([...path, 'id'], id, message));
    } else if (begun) checkPosition(plan, ground, path, wanted, known);
  }
  const listed = new Set(round.positions.map(({ id }) => id));
  const left = [...ground.stored.positions.values()].filter(({ id, round: of }) => of === round.id && !listed.has(id));
  if (left.length > 0)
    plan.warnings.push(
      `round ${round.id} keeps what the file does not list: ${left.map(({ id }) => id).join(', ')} (an import takes nothing away)`,
    );
}

function checkPosition(plan: Plan, ground: Ground, path: PropertyKey[], wanted: StoredPosition, known: StoredPosition) {
  const round = ground.stored.rounds.get(known.round);
  if (!round) return;
  for (const key of ['course', 'title', 'teacher'] as const) {
    if (wanted[key] === known[key]) continue;
    const place = key === 'teacher' ? ['teacher', 'email'] : [key];
    plan.faults.push(fault([...path, ...place], wanted[key], tooLate(known.round, round, known[key])));
  }
}

/** A round that has begun takes further positions while their demand can still be reported. */
function checkNewcomer(
  plan: Plan,
  { stored, timeZone, now }: Ground,
  path: PropertyKey[],
  round: ListedRound,
  { id }: ListedPosition,
  begun: boolean,
): void {
  const known = stored.rounds.get(round.id);
  if (!known) return;
  plan.woken.add(round.id);
  if (!begun) return;
  if (instantsOf(known.calendar, timeZone).reportDue <= now) {
    const message = `is new in round ${round.id}, whose demand was due ${known.calendar.reportDue}. List it in a later round.`;
    plan.faults.push(fault([...path, 'id'], id, message));
  } else
    plan.warnings.push(`position ${id} is new in round ${round.id}, which has begun: its teacher is asked at once`);
}

function warnOfBeginning(plan: Plan, { timeZone, now }: Ground, { id, calendar }: ListedRound): void {
  const { demandOpens } = instantsOf(calendar, timeZone);
  if (demandOpens > now) return;
  const days = Math.floor((now.getTime() - demandOpens.getTime()) / DAY);
  const ago = days === 0 ? 'less than a day ago' : days === 1 ? '1 day ago' : `${days} days ago`;
  plan.warnings.push(`the calendar of round ${id} began ${ago}: what is due will be done at once`);
}
