import type { EntityManager } from 'typeorm';
import type { AnswerWindow } from '../process/offer/answer-time.rule.js';
import { answerWindowOf, WINDOW_DAYS } from '../process/offer/answer-window.js';
import type { MadeOffer } from '../process/offer/offer.rule.js';
import { APPLICANTS, IS_UNREACHED, RANKED, WITHDRAWN } from '../process/offer/offer.state.js';
import { type Calendar, instantsOf } from '../rounds/calendar.js';
import type { OwnSpan } from '../rounds/days-off/days-off.rule.js';
import type { PositionKind } from '../rounds/position.entity.js';
import { startOfDay } from '../rounds/wall-clock.js';
import type { Behaviour } from './behaviour.rule.js';
import type { ForecastPosition } from './forecast.rule.js';
import { readBehaviour } from './read-behaviour.js';

/** A position of a round as it stands now. */
export interface StandingPosition extends Omit<ForecastPosition, 'instants' | 'answerWindow'> {
  readonly title: string;
  /** A deadline of its own for the rating, a wall-clock time; null where the round's holds. */
  readonly ownRateDue: string | null;
}

/** A round as it stands now, with what is known of how people behave: what every forecast of it begins with. */
export interface Standing {
  readonly roundId: string;
  readonly calendar: Calendar;
  readonly pausedAt: Date | null;
  /** A pause that was planned and is not over: it begins and ends by itself. */
  readonly plannedPause: { readonly since: Date; readonly until: Date } | null;
  /** How long offers can be answered. */
  readonly answerWindow: AnswerWindow;
  /** Those of which it is known how many openings they have, by course. */
  readonly positions: readonly StandingPosition[];
  readonly behaviour: Behaviour;
}

interface Row {
  campusId: string;
  calendar: Calendar;
  pausedAt: Date | null;
  ownDays: OwnSpan[] | null;
  since: Date | null;
  until: Date | null;
}

const A_YEAR = 365;

const later = (a: Date, b: Date) => (a > b ? a : b);

/** Reads how a round stands. @returns null when there is no such round */
export async function readStanding(
  manager: EntityManager,
  roundId: string,
  now: Date,
  timeZone: string,
): Promise<Standing | null> {
  const [round] = await manager.query<Row[]>(
    `select r.campus_id as "campusId", r.calendar, r.paused_at as "pausedAt", ${WINDOW_DAYS} as "ownDays",
       h.starts_at as since, h.ends_at as until
     from round r left join planned_pause h on h.round_id = r.id and h.ends_at > $2 where r.id = $1`,
    [roundId, now],
  );
  if (!round) return null;
  const { campusId, calendar, pausedAt, ownDays, since, until } = round;
  // What somebody wonders about may lie later than the calendar has it.
  const span = { from: now, until: startOfDay(later(now, instantsOf(calendar, timeZone).closesAt), A_YEAR, timeZone) };
  const offers = await readOffers(manager, roundId);
  const positions = await manager.query<Omit<StandingPosition, 'offers'>[]>(
    `select p.id, p.course, p.title, p.kind, p.openings, p.rate_due as "ownRateDue", p.rated_at is not null as rated,
       p.settled_at is not null as settled, ${APPLICANTS} as applicants, ${RANKED} as ranked, ${WITHDRAWN} as withdrawn
     from position p left join demand d on d.position_id = p.id
     where p.round_id = $1 and p.openings > 0 and p.kind is not null and d.removed_at is null and d.no_need is not true
     order by p.course, p.id`,
    [roundId],
  );
  return {
    roundId,
    calendar,
    pausedAt,
    plannedPause: since && until && { since, until },
    answerWindow: await answerWindowOf(ownDays, span, timeZone),
    positions: positions.map((position) => ({ ...position, offers: offers.get(position.id) ?? [] })),
    behaviour: await readBehaviour(manager, { roundId, campusId }, now),
  };
}

async function readOffers(manager: EntityManager, roundId: string): Promise<Map<string, MadeOffer[]>> {
  const rows = await manager.query<(MadeOffer & { positionId: string; kind: PositionKind })[]>(
    `select o.position_id as "positionId", o.id, o.person_id as "personId", o.issued_at as "issuedAt",
       o.expires_at as "expiresAt", o.state, ${IS_UNREACHED} as unreached
     from offer o join position p on p.id = o.position_id where p.round_id = $1 order by o.issued_at, o.rank`,
    [roundId],
  );
  const offers = new Map<string, MadeOffer[]>();
  for (const { positionId, ...offer } of rows) offers.set(positionId, [...(offers.get(positionId) ?? []), offer]);
  return offers;
}
