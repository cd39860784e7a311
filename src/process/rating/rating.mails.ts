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
    // A colleague who is asked again after the task was taken back has a new link, and is told anew.
    key: `rating-request:${position.positionId}:${rater.id}${delegatedBy === null ? '' : `:${link}`}`,
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

/** A rating as its raters are told of it. */
export interface SubmittedRating {
  readonly by: { readonly id: string; readonly name: string };
  readonly at: Date;
  readonly ranked: number;
  readonly unsuited: number;
  /** How many ratings have been submitted, this one among them. */
  readonly count: number;
}

/** To one of the raters of a position: a rating was submitted. */
export function ratingSubmittedMail(
  round: RoundContext,
  position: RatedPosition,
  rater: Rater,
  link: string,
  { by, at, ranked, unsuited, count }: SubmittedRating,
): NewMail {
  const { offersAt, closesAt } = round.instants;
  return {
    kind: 'rating-submitted',
    to: toPerson(rater),
    facts: {
      ...factsOf(round, position),
      recipient: rater.name,
      link,
      submittedBy: by.name,
      own: by.id === rater.id,
      submittedAt: at.toISOString(),
      ranked,
      unsuited,
      offersAt: offersAt.toISOString(),
    },
    key: `rating-submitted:${position.positionId}:${count}:${rater.id}`,
    thread: `rating:${position.positionId}`,
    roundId: round.id,
    positionId: position.positionId,
    uselessAt: closesAt,
  };
}

type GoneCheck = NonNullable<GoneChecks[keyof GoneChecks]>;

/** A reminder of a rating that is in reminds of nothing. */
const rated: GoneCheck = async (manager, mail) => {
  const rows = await manager.query<unknown[]>(
    `select 1 from position where id = $1 and (rated_at is not null or settled_at is not null)`,
    [mail.positionId],
  );
  return rows.length > 0 ? 'the position is rated' : null;
};

/** The link in a mail to a colleague from whom the task was taken back opens nothing. */
const takenBack: GoneCheck = async (manager, mail) => {
  const rows = await manager.query<unknown[]>(
    `select 1 from link where id = ($1::jsonb->>'link')::uuid and revoked_at is not null`,
    [JSON.stringify(mail.facts)],
  );
  return rows.length > 0 ? 'the task was taken back' : null;
};

export const ratingGone: GoneChecks = {
  'rating-request': takenBack,
  'rating-reminder': async (manager, mail, now) =>
    (await takenBack(manager, mail, now)) ?? (await rated(manager, mail, now)),
  'rating-submitted': takenBack,
};
