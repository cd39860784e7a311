import { startOfDay } from '../rounds/wall-clock.js';

/** The days after which a round lets go of those who were not employed, and of everybody else. */
export interface RetentionDays {
  readonly applicants: number;
  readonly employed: number;
}

/** Somebody in a round: a student who was employed or not, or one of those who ask, rate and report. */
export interface Appearance {
  readonly personId: string;
  readonly roundId: string;
  readonly as: 'applicant' | 'employed' | 'staff';
  readonly hasOpenOffer: boolean;
}

/** Who goes together, with one notice: those who were not employed, and everybody else. */
export type Group = 'applicants' | 'employed';

export const GROUPS: readonly Group[] = ['applicants', 'employed'];

export interface ClosingRound {
  readonly id: string;
  readonly closesAt: Date;
  /** When its contact was told that a group goes; null while she was not. */
  readonly toldAt: Readonly<Record<Group, Date | null>>;
}

/** Everything that decides who goes. */
export interface Kept {
  readonly rounds: readonly ClosingRound[];
  readonly appearances: readonly Appearance[];
  /** Who is a contact, the faculty or an operator now. */
  readonly inRole: ReadonlySet<string>;
}

/** A group of a round whose time is over or nearly so. */
export interface Leaving {
  readonly roundId: string;
  readonly group: Group;
  readonly personIds: readonly string[];
  /** The instant from which they go. */
  readonly at: Date;
  /** `tell` the contact first, `wait` for that week, or they `go`. */
  readonly now: 'tell' | 'wait' | 'go';
}

const NOTICE_DAYS = 7;

const later = (one: Date, other: Date) => new Date(Math.max(one.getTime(), other.getTime()));

const endOf = ({ closesAt }: ClosingRound, group: Group, days: RetentionDays, timeZone: string) =>
  startOfDay(closesAt, days[group], timeZone);

const isNear = (end: Date, now: Date, timeZone: string) => now >= startOfDay(end, -NOTICE_DAYS, timeZone);

/** Whether the time of any of the round's people is over, or over in a week; until then nobody leaves it. */
export const isAnybodyLeaving = (round: ClosingRound, days: RetentionDays, now: Date, timeZone: string): boolean =>
  GROUPS.some((group) => isNear(endOf(round, group, days, timeZone), now, timeZone));

const groupOf = ({ as }: Appearance): Group => (as === 'applicant' ? 'applicants' : 'employed');

/**
 * Who leaves which round. A group goes so many days after its round has closed, at the start of that day, and never before
 * its contact has known for a week. A student goes from each round by itself. A teacher or a contact stays with all of
 * their rounds while they have a role or a newer round that is kept. Whoever has an open offer waits for its end.
 */
export function decideRetention(
  { rounds, appearances, inRole }: Kept,
  days: RetentionDays,
  now: Date,
  timeZone: string,
) {
  const ends = new Map(rounds.map((round) => [round.id, endOf(round, 'employed', days, timeZone)]));
  const last = new Map<string, Date>();
  for (const { personId, roundId } of appearances) {
    last.set(personId, later(ends.get(roundId) ?? now, last.get(personId) ?? now));
  }
  const isStaffElsewhere = ({ as, personId }: Appearance, end: Date) =>
    as === 'staff' && (inRole.has(personId) || (last.get(personId) ?? now) > later(end, now));
  return rounds.flatMap((round) =>
    GROUPS.flatMap((group): Leaving[] => {
      const end = endOf(round, group, days, timeZone);
      if (!isNear(end, now, timeZone)) return [];
      const personIds = appearances
        .filter(
          (one) =>
            one.roundId === round.id && groupOf(one) === group && !one.hasOpenOffer && !isStaffElsewhere(one, end),
        )
        .map(({ personId }) => personId);
      if (personIds.length === 0) return [];
      const told = round.toldAt[group];
      const at = later(end, startOfDay(told ?? now, NOTICE_DAYS, timeZone));
      return [{ roundId: round.id, group, personIds, at, now: !told ? 'tell' : at > now ? 'wait' : 'go' }];
    }),
  );
}
