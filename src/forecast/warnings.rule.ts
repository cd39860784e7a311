import { type AnswerWindow, expiryOf } from '../process/offer/answer-time.rule.js';
import type { Instants } from '../rounds/calendar.js';
import { type Behaviour, expectedOf } from './behaviour.rule.js';
import type { ForecastPosition } from './forecast.rule.js';

/** What a contact should know before it is too late, of the round or of one of its positions. */
export type Warning =
  /** So few offers an opening fit before the round closes, one after the other. */
  | { readonly is: 'few-offers'; readonly most: number; readonly days: number }
  /** `left` who can be offered, or have an offer, for more openings. */
  | { readonly is: 'few-applicants'; readonly positionId: string; readonly openings: number; readonly left: number }
  /** Of so many offers that can still be made fewer will be accepted than there are openings. */
  | {
      readonly is: 'unlikely';
      readonly positionId: string;
      readonly openings: number;
      /** How many of its offers can be answered before the end, at most. */
      readonly offers: number;
      /** The part of its offers that is accepted. */
      readonly accept: number;
    };

/** With more offers an opening than this, time is not what will be short. */
const PLENTY = 3;

/**
 * How many offers of one opening fit before a round closes, when nobody answers any: each has its whole time, and none goes
 * out at or after the end.
 */
export function offersThatFit(
  { offersAt, closesAt }: Pick<Instants, 'offersAt' | 'closesAt'>,
  now: Date,
  window: AnswerWindow,
  timeZone: string,
): number {
  let fit = 0;
  for (let at = now < offersAt ? offersAt : now; at < closesAt; at = expiryOf(at, timeZone, window)) fit += 1;
  return fit;
}

/** The warnings of a round that has not closed; none before its applications are in. */
export function warningsOf(
  positions: readonly ForecastPosition[],
  behaviour: Behaviour,
  now: Date,
  timeZone: string,
): Warning[] {
  const running = positions.filter(
    ({ settled, instants }) => !settled && now >= instants.applyDue && now < instants.closesAt,
  );
  const [first] = running;
  if (!first) return [];
  const most = offersThatFit(first.instants, now, first.answerWindow, timeZone);
  const ofRound: Warning[] = most <= PLENTY ? [{ is: 'few-offers', most, days: first.answerWindow.days }] : [];
  return [...ofRound, ...running.flatMap((position) => warningOf(position, behaviour, most))];
}

function warningOf(position: ForecastPosition, behaviour: Behaviour, most: number): Warning[] {
  const { id: positionId, offers, kind, course } = position;
  const count = (as: string) => offers.filter(({ state }) => state === as).length;
  const openings = position.openings - count('accepted');
  const left = waitingIn(position) + count('open');
  if (openings <= 0) return [];
  if (left < openings) return [{ is: 'few-applicants', positionId, openings, left }];
  const { accept } = expectedOf(behaviour, kind, course);
  const possible = Math.min(left, openings * most + count('open'));
  return possible * accept < openings ? [{ is: 'unlikely', positionId, openings, offers: possible, accept }] : [];
}

/** Who has had no offer and has not let go; of an unrated position all who applied and have not let go. */
function waitingIn({ rated, ranked, applicants, offers, withdrawn }: ForecastPosition): number {
  if (!rated) return applicants - withdrawn.length;
  const out = new Set([...offers.map(({ personId }) => personId), ...withdrawn]);
  return ranked.filter(({ personId }) => !out.has(personId)).length;
}
