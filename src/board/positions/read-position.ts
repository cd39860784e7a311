import type { EntityManager } from 'typeorm';
import type { AnswerWindow } from '../../process/offer/answer-time.rule.js';
import { answerWindowOf, spanOf, WINDOW_DAYS } from '../../process/offer/answer-window.js';
import type { OfferState } from '../../process/offer/offer.entity.js';
import { IS_UNREACHED } from '../../process/offer/offer.state.js';
import type { Outlooked } from '../../process/offer/outlook.rule.js';
import { ratingDue } from '../../process/rating/rating.rule.js';
import { type Calendar, type Instants, instantsOf } from '../../rounds/calendar.js';
import type { OwnSpan } from '../../rounds/days-off/days-off.rule.js';
import type { PositionKind } from '../../rounds/position.entity.js';
import { instantOf } from '../../rounds/wall-clock.js';
import { campusesOf, type Scope } from '../watcher.js';

/** An applicant as the position's page lists them: those with a rank first, in that order. */
export interface ApplicantLine {
  readonly applicationId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly erased: boolean;
  readonly priority: number;
  readonly laos: boolean;
  readonly rank: number | null;
  readonly rated: boolean;
  readonly withdrawnAt: Date | null;
  /** Every offer that was made, oldest first: a second one has a name behind it. */
  readonly offers: readonly OfferOf[];
}

export interface OfferOf {
  readonly id: string;
  readonly state: OfferState;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
  readonly reinstatedBy: string | null;
  /** Its mail did not arrive. */
  readonly unreached: boolean;
}

/** A position with everything that its page tells. */
export interface PositionPage {
  readonly id: string;
  readonly roundId: string;
  readonly campus: string;
  readonly semester: string;
  readonly course: string;
  readonly title: string;
  readonly kind: PositionKind | null;
  readonly openings: number | null;
  readonly hours: number | null;
  /** Where its demand stands; `none` when nothing is needed. */
  readonly demand: 'unasked' | 'silent' | 'answered' | 'none' | 'removed';
  readonly announced: boolean;
  readonly ratedAt: Date | null;
  readonly ratedBy: string | null;
  readonly settledAt: Date | null;
  readonly pausedAt: Date | null;
  readonly teacher: { readonly id: string; readonly name: string; readonly email: string };
  /** How often its raters were reminded. */
  readonly reminded: number;
  /** Of its round, but for a deadline of its own for the rating. */
  readonly instants: Instants;
  readonly answerWindow: AnswerWindow;
  readonly applicants: readonly ApplicantLine[];
}

type Row = Omit<PositionPage, 'instants' | 'answerWindow' | 'applicants'> & {
  readonly calendar: Calendar;
  readonly ownDue: string | null;
  readonly ownDays: OwnSpan[] | null;
};

/** Reads a position that one may see; null when there is none. */
export async function readPositionPage(
  manager: EntityManager,
  scope: Scope,
  timeZone: string,
  id: string,
): Promise<PositionPage | null> {
  const [row] = await manager.query<Row[]>(
    `select p.id, p.round_id as "roundId", k.name as campus, r.semester, r.calendar, p.course, p.title, p.kind,
       p.openings, p.hours, p.rate_due as "ownDue", ${WINDOW_DAYS} as "ownDays",
       case when d.removed_at is not null then 'removed' when d.no_need then 'none'
         when d.answered_at is not null then 'answered' when d.requested_at is not null then 'silent'
         else 'unasked' end as demand,
       p.announced_at is not null as announced, p.rated_at as "ratedAt", b.name as "ratedBy",
       p.settled_at as "settledAt", r.paused_at as "pausedAt",
       json_build_object('id', t.id, 'name', t.name, 'email', t.email) as teacher,
       (select count(*)::int from mail m
        where m.round_id = p.round_id and m.position_id = p.id and m.kind = 'rating-reminder' and m.state = 'sent'
          and m.person_id = p.teacher_id) as reminded
     from position p
     join round r on r.id = p.round_id
     join campus k on k.id = r.campus_id
     join person t on t.id = p.teacher_id
     left join person b on b.id = p.rated_by_id
     left join demand d on d.position_id = p.id
     where p.id = $1 and ($2::text[] is null or r.campus_id = any($2))`,
    [id, campusesOf(scope)],
  );
  if (!row) return null;
  const { calendar, ownDue, ownDays, ...position } = row;
  const instants = instantsOf(calendar, timeZone);
  const rateDue = ratingDue(instants, ownDue === null ? null : instantOf(ownDue, timeZone));
  const applicants = await readApplicants(manager, id);
  const ends = applicants.flatMap(({ offers }) => offers.map(({ expiresAt }) => expiresAt));
  const answerWindow = await answerWindowOf(ownDays, spanOf(instants.offersAt, instants.closesAt, ...ends), timeZone);
  return { ...position, instants: { ...instants, rateDue }, answerWindow, applicants };
}

async function readApplicants(manager: EntityManager, positionId: string): Promise<ApplicantLine[]> {
  const offers = await manager.query<(OfferOf & { personId: string })[]>(
    `select o.id, o.person_id as "personId", o.state, o.issued_at as "issuedAt", o.expires_at as "expiresAt",
       o.closed_at as "closedAt", b.name as "reinstatedBy", ${IS_UNREACHED} as unreached
     from offer o left join person b on b.id = o.reinstated_by_id where o.position_id = $1 order by o.issued_at`,
    [positionId],
  );
  const rows = await manager.query<Omit<ApplicantLine, 'offers'>[]>(
    `select a.id as "applicationId", s.id as "personId", coalesce(nullif(s.name, ''), s.email) as name, s.email, s.erased_at is not null as erased, a.priority, s.laos, r.rank,
       r.application_id is not null as rated, a.withdrawn_at as "withdrawnAt"
     from application a join person s on s.id = a.person_id left join rating r on r.application_id = a.id
     where a.position_id = $1 order by r.rank nulls last, a.withdrawn_at nulls first, s.name, s.id`,
    [positionId],
  );
  return rows.map((row) => ({ ...row, offers: offers.filter(({ personId }) => personId === row.personId) }));
}

/** The same as the rule of the outlook reads it. */
export const outlooked = ({
  applicants,
  instants,
  answerWindow,
  openings,
  announced,
  ratedAt,
  settledAt,
}: PositionPage): Outlooked => ({
  instants,
  answerWindow,
  announced,
  openings: openings ?? 0,
  applicants: applicants.length,
  rated: ratedAt !== null,
  settled: settledAt !== null,
  ranked: applicants.flatMap(({ personId, rank }) => (rank === null ? [] : [{ personId, rank }])),
  unsuited: applicants.filter(
    ({ rated, rank, withdrawnAt, offers }) => rated && rank === null && withdrawnAt === null && offers.length === 0,
  ).length,
  withdrawn: applicants.filter(({ withdrawnAt }) => withdrawnAt !== null).map(({ personId }) => personId),
  offers: applicants.flatMap(({ personId, offers }) => offers.map((offer) => ({ ...offer, personId }))),
});
