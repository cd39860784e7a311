import type { OfferState } from '../../process/offer/offer.entity.js';
import { CALENDAR } from '../../rounds/calendar.js';
import { compactDeadline, compactTime } from '../compact-time.js';
import type { OfferLine, PositionLine } from './read-positions.js';
import { isSettled, type RoundLine } from './read-rounds.js';
import { nextInstant, stageOf } from './stage-of.js';

/** A round as its pages say it. */
export const roundView = (round: RoundLine, now: Date) => ({
  ...round,
  path: `/board/rounds/${encodeURIComponent(round.id)}`,
  // `2027V`: the year and the term, spring or autumn.
  year: round.semester.slice(0, 4),
  term: round.semester.slice(4),
  stage: stageOf(round.instants, now, isSettled(round)),
  next: nextInstant(round.instants, now),
});

/** Each instant of a round's calendar, and whether it is past, the next or further ahead. */
export function calendarView(round: RoundLine, now: Date) {
  const next = nextInstant(round.instants, now);
  return CALENDAR.map((entry) => {
    const at = round.instants[entry];
    const when = at <= now ? 'past' : entry === next?.entry ? 'next' : 'ahead';
    return { entry, at, when, iso: at.toISOString() };
  });
}

/** A position and its offers as the round's page says them. */
export const positionView = (position: PositionLine, timeZone: string) => ({
  ...position,
  rated: position.ratedAt && compactTime(position.ratedAt, timeZone),
  settled: position.settledAt && compactTime(position.settledAt, timeZone),
  offers: position.offers.map((offer) => offerView(offer, timeZone)),
});

const COLORS: Record<OfferState, string> = {
  open: 'info',
  accepted: 'success',
  declined: 'neutral',
  expired: 'neutral',
  withdrawn: 'neutral',
};

const offerView = (offer: OfferLine, timeZone: string) => ({
  ...offer,
  color: COLORS[offer.state],
  issued: compactTime(offer.issuedAt, timeZone),
  deadline: compactDeadline(offer.expiresAt, timeZone),
  closed: offer.closedAt ? compactTime(offer.closedAt, timeZone) : '–',
});
