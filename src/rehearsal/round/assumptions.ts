import { createHash } from 'node:crypto';
import type { Instants } from '../../rounds/calendar.js';
import type { StudentBehaviour, TeacherBehaviour } from '../../rounds/import/behaviour.schema.js';
import { type Dice, diceOf } from '../robots/dice.js';

/** How people are taken to behave, as shares of them. */
export const ASSUMED = {
  /** Of the teachers who are asked for their demand, the rest never. */
  answersDemand: 0.9,
  /** Of the teachers who are asked to rate; of the rest half do it within two weeks after the deadline, half never. */
  ratesInTime: 0.8,
  ratesLate: 0.1,
  /** Of the applicants of a position. */
  unsuited: 0.1,
  /** Of the students with an offer, the rest never answer. */
  accepts: 0.75,
  declines: 0.15,
  /** While applications are open, students are made up until a position has so many for each opening. */
  applicantsPerOpening: 2,
  /** Where a course has not said what it needs. */
  openings: 2,
  hours: 100,
} as const;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAYS_LATE = 14;
const DAYS_TO_ANSWER = 14;

/** Dice of their own for each matter, so that one person more changes nothing for the others. */
export const chanceOf =
  (seed: number) =>
  (matter: string): Dice =>
    diceOf(createHash('sha256').update(`${seed} ${matter}`).digest().readUInt32BE());

/** What of the process lies ahead, so that something is assumed of it. */
export interface Ahead {
  readonly demand: boolean;
  readonly applications: boolean;
  readonly rating: boolean;
  /** How many students are made up. */
  readonly madeUp: number;
}

/** What is assumed, for people. */
export function sayAssumptions(seed: number, { demand, applications, rating, madeUp }: Ahead): string[] {
  const { answersDemand, ratesInTime, ratesLate, unsuited, accepts, declines, applicantsPerOpening } = ASSUMED;
  const percent = (share: number) => `${Math.round(share * 100)}%`;
  const never = percent(1 - accepts - declines);
  return [
    ...(demand
      ? [
          `Teachers: ${percent(answersDemand)} say what they need, the rest never do. Contacts report it as soon as asked.`,
        ]
      : []),
    ...(applications
      ? [`Students: ${madeUp} are made up, so that each opening has ${applicantsPerOpening} applicants.`]
      : ['Students: nobody applies any more.']),
    ...(rating
      ? [
          `Teachers: ${percent(ratesInTime)} rate in time, ${percent(ratesLate)} up to two weeks late, the rest never.`,
          `They rank as in their draft, then by the students' priorities; ${percent(unsuited)} of the applicants are unsuited.`,
        ]
      : []),
    `Students with an offer: ${percent(accepts)} accept, ${percent(declines)} decline, ${never} never answer.`,
    'Whoever does something does it in the time that is left for it, and most of them early.',
    'Contacts do nothing on the board.',
    'Other rounds are left out: hours accepted there, and what a course asked for last time, are not known.',
    `The rest is chance, which falls as seed ${seed} has it.`,
  ];
}

/** An instant between two, rather early than late. */
const between = (dice: Dice, from: number, until: number) => from + Math.max(0, until - from) * dice.roll() ** 2;

/** How long after `base` something is done, as a duration of ISO 8601 in whole minutes. */
const since = (base: Date, instant: number) => `PT${Math.max(0, Math.ceil((instant - base.getTime()) / MINUTE_MS))}M`;

/** When a teacher says what the courses need. */
export function assumeDemand(dice: Dice, { demandOpens, demandDue, reportDue }: Instants, now: Date) {
  if (dice.roll() >= ASSUMED.answersDemand) return undefined;
  const from = Math.max(now.getTime(), demandOpens.getTime());
  const due = demandDue.getTime() > from ? demandDue : reportDue;
  return { after: since(demandOpens, between(dice, from, due.getTime())) } satisfies TeacherBehaviour['demand'];
}

/**
 * When and how a teacher rates; undefined for never.
 * @param applicants addresses, in the order in which they would be ranked
 */
export function assumeRating(
  dice: Dice,
  applicants: readonly string[],
  { applyDue, rateDue }: Pick<Instants, 'applyDue' | 'rateDue'>,
  now: Date,
) {
  const luck = dice.roll();
  if (luck >= ASSUMED.ratesInTime + ASSUMED.ratesLate) return undefined;
  const due = rateDue.getTime();
  const from = Math.max(now.getTime(), applyDue.getTime());
  const isLate = luck >= ASSUMED.ratesInTime || due <= from;
  const at = isLate
    ? between(dice, Math.max(from, due), Math.max(from, due) + DAYS_LATE * DAY_MS)
    : between(dice, from, due);
  const unsuited = applicants.filter(() => dice.roll() < ASSUMED.unsuited);
  const ranked = applicants.filter((address) => !unsuited.includes(address));
  return { ranked, unsuited, after: since(applyDue, at) };
}

/**
 * How a student answers an offer.
 * @param left how long an offer that is open can still be answered, in milliseconds; null for one that is yet to come
 */
export function assumeAnswer(dice: Dice, left: number | null): StudentBehaviour {
  const luck = dice.roll();
  const { accepts, declines } = ASSUMED;
  if (luck >= accepts + declines) return { answer: 'silent' };
  const time = between(dice, 0, left ?? DAYS_TO_ANSWER * DAY_MS);
  return { answer: luck < accepts ? 'accept' : 'decline', after: since(new Date(0), time) };
}
