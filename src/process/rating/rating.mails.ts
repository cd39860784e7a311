import type { EntityManager } from 'typeorm';
import type { NewMail } from '../../outbox/enqueue.js';
import { type Gone, type GoneChecks, oneByOne } from '../../outbox/gone.js';
import type { PositionFacts } from '../../outbox/kinds.js';
import type { Mail } from '../../outbox/mail.entity.js';
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
  /** When the rating is due, by the round's calendar or the position's own deadline. */
  readonly due: Date;
}

export interface Rater {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
}

const factsOf = (
  round: RoundContext,
  { course, title, teacher, kind, openings, hours }: RatedPosition,
): PositionFacts => ({
  ...roundFacts(round),
  ...{ course, title, teacher, kind, openings, hours },
});

const shared = (round: RoundContext, position: RatedPosition, rater: Rater, link: string) => ({
  to: toPerson(rater),
  facts: {
    ...factsOf(round, position),
    recipient: rater.name,
    due: position.due.toISOString(),
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
    // One for each live link: a rater is told anew whose old link was taken back or went to a wrong address.
    key: `rating-request:${position.positionId}:${link}`,
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
    key: `rating-reminder:${position.positionId}:${link}:${reminder.toISOString()}`,
    uselessAt: position.due,
  };
}

/** To one of the raters of an unrated position: its deadline was moved. */
export const ratingMovedMail = (
  round: RoundContext,
  position: RatedPosition,
  rater: Rater,
  link: string,
  { from, at }: { from: Date; at: Date },
): NewMail => ({
  kind: 'deadline-moved',
  to: toPerson(rater),
  facts: {
    ...factsOf(round, position),
    recipient: rater.name,
    link,
    what: 'rating',
    from: from.toISOString(),
    to: position.due.toISOString(),
    closesAt: round.instants.closesAt.toISOString(),
  },
  key: `deadline-moved:rating:${position.positionId}:${link}:${position.due.toISOString()}:${at.toISOString()}`,
  thread: `rating:${position.positionId}`,
  roundId: round.id,
  positionId: position.positionId,
  uselessAt: round.instants.closesAt,
});

/** To the contact at a deadline; each link opens the rating on the teacher's behalf. */
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
    key: `rating-overdue:${round.id}:${latest(unrated.map(({ position }) => position.due)).toISOString()}`,
    thread: `rating-overdue:${round.id}`,
    roundId: round.id,
    uselessAt: round.instants.closesAt,
  };
}

const latest = (instants: readonly Date[]) => new Date(Math.max(...instants.map((at) => at.getTime())));

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

/** A reminder of a rating that is in reminds of nothing. */
const rated = async (manager: EntityManager, mail: Mail): Promise<Gone | null> => {
  const rows = await manager.query<unknown[]>(
    `select 1 from position where id = $1 and (rated_at is not null or settled_at is not null)`,
    [mail.positionId],
  );
  return rows.length > 0 ? 'the position is rated' : null;
};

/** The link in a mail to a colleague from whom the task was taken back opens nothing. */
const takenBack = async (manager: EntityManager, mail: Mail): Promise<Gone | null> => {
  const rows = await manager.query<unknown[]>(
    `select 1 from link where id = ($1::jsonb->>'link')::uuid and revoked_at is not null`,
    [JSON.stringify(mail.facts)],
  );
  return rows.length > 0 ? 'the task was taken back' : null;
};

export const ratingGone: GoneChecks = {
  'rating-request': oneByOne(takenBack),
  'rating-reminder': oneByOne(
    async (manager, mail) => (await takenBack(manager, mail)) ?? (await rated(manager, mail)),
  ),
  'rating-submitted': oneByOne(takenBack),
};
