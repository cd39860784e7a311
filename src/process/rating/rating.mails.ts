import type { GoneChecks } from '../../outbox/deliver.js';
import type { NewMail } from '../../outbox/enqueue.js';
import type { PositionFacts } from '../../outbox/kinds.js';
import type { Locale } from '../../people/person.entity.js';
import type { PositionKind } from '../../rounds/position.entity.js';
import { type RoundContext, roundFacts, toPerson } from '../../rounds/round-context.js';

/** A position as its rater is asked for it. */
export interface RatedPosition {
  readonly positionId: string;
  readonly course: string;
  readonly title: string;
  readonly teacher: string;
  readonly kind: PositionKind;
  readonly openings: number;
  readonly hours: number;
  readonly applicants: number;
}

export interface Rater {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
}

const factsOf = (
  round: RoundContext,
  { positionId: _, applicants: __, ...position }: RatedPosition,
): PositionFacts => ({
  ...roundFacts(round),
  ...position,
});

const shared = (round: RoundContext, position: RatedPosition, rater: Rater, link: string) => ({
  to: toPerson(rater),
  facts: {
    ...factsOf(round, position),
    recipient: rater.name,
    due: round.instants.rateDue.toISOString(),
    link,
    applicants: position.applicants,
    closesAt: round.instants.closesAt.toISOString(),
  },
  thread: `rating:${position.positionId}`,
  roundId: round.id,
  positionId: position.positionId,
  uselessAt: round.instants.closesAt,
});

/** The request to a teacher, or to the colleague to whom `delegatedBy` passed it on. */
export function ratingRequestMail(
  round: RoundContext,
  position: RatedPosition,
  rater: Rater,
  link: string,
  delegatedBy: string | null,
): NewMail {
  const mail = shared(round, position, rater, link);
  return {
    ...mail,
    kind: 'rating-request',
    facts: { ...mail.facts, delegatedBy },
    key: `rating-request:${position.positionId}:${rater.id}`,
  };
}

/** The reminder that was due at `reminder`. */
export function ratingReminderMail(
  round: RoundContext,
  position: RatedPosition,
  rater: Rater,
  link: string,
  reminder: Date,
): NewMail {
  return {
    ...shared(round, position, rater, link),
    kind: 'rating-reminder',
    key: `rating-reminder:${position.positionId}:${rater.id}:${reminder.toISOString()}`,
    uselessAt: round.instants.rateDue,
  };
}

/** To the contact at rateDue; each link opens the rating on the teacher's behalf. */
export function ratingOverdueMail(
  round: RoundContext,
  unrated: readonly { readonly position: RatedPosition; readonly link: string }[],
): NewMail {
  return {
    kind: 'rating-overdue',
    to: toPerson(round.contact),
    facts: {
      ...roundFacts(round),
      recipient: round.contact.name,
      closesAt: round.instants.closesAt.toISOString(),
      unrated: unrated.map(({ position: { course, title, teacher, applicants }, link }) => ({
        course,
        title,
        teacher,
        applicants,
        link,
      })),
    },
    key: `rating-overdue:${round.id}:${round.instants.rateDue.toISOString()}`,
    thread: `rating-overdue:${round.id}`,
    roundId: round.id,
    uselessAt: round.instants.closesAt,
  };
}

/** A reminder of a rating that is in reminds of nothing. */
const rated: NonNullable<GoneChecks[keyof GoneChecks]> = async (manager, mail) => {
  const rows = await manager.query<unknown[]>(
    `select 1 from position where id = $1 and (rated_at is not null or settled_at is not null)`,
    [mail.positionId],
  );
  return rows.length > 0 ? 'the position is rated' : null;
};

export const ratingGone: GoneChecks = { 'rating-reminder': rated };
