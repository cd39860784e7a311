import type { StudentBehaviour } from './scenario.js';
import { after, type Calendar, earliest, expiryOf, isBefore, later, type Moment } from './time.js';

export interface ModelOffer {
  student: string;
  rank: number;
  issuedAt: Moment;
  expiresAt: Moment;
  state: 'open' | 'accepted' | 'declined' | 'expired';
  closedAt: Moment;
}

/** What decides the offers of one announced position. */
export interface OfferCourse {
  openings: number;
  /** Whom the teacher ranked, best first, applicants only. */
  ranked: string[];
  /** When the teacher rated; undefined when never. */
  ratedAt: Moment | undefined;
  hasApplicants: boolean;
  calendar: Calendar;
  behaviourOf: (student: string) => StudentBehaviour | undefined;
}

/** Plays the offers of one position from the first to the settlement. */
export function playOffers(course: OfferCourse): { offers: ModelOffer[]; settledAt: Moment } {
  const { openings, ranked, ratedAt, calendar } = course;
  const { offersAt, closesAt } = calendar;
  if (!course.hasApplicants) return { offers: [], settledAt: offersAt };
  if (ratedAt === undefined || !isBefore(ratedAt, closesAt))
    return { offers: [], settledAt: later(closesAt, offersAt) };

  const offers: ModelOffer[] = [];
  const inState = (state: ModelOffer['state']) => offers.filter((offer) => offer.state === state);
  let now = later(offersAt, ratedAt);
  for (;;) {
    // whatever ends at this instant ends before anything is offered
    for (const offer of inState('open')) if (!isBefore(now, offer.closedAt)) offer.state = outcome(offer, course);
    while (
      isBefore(now, closesAt) &&
      offers.length < ranked.length &&
      inState('open').length + inState('accepted').length < openings
    ) {
      offers.push(issue(ranked[offers.length] ?? '', offers.length + 1, now, course));
    }
    const open = inState('open');
    const [first, ...others] = open.map((offer) => offer.closedAt);
    // without an open offer nothing can happen any more: filled, exhausted, or closed
    if (first === undefined) return { offers, settledAt: now };
    // an answer without delay falls on this same instant, so `now` may stand still for a turn
    now = earliest(first, ...others);
  }
}

/** When the student's answer comes, undefined when there is none in time. */
function answerAt(student: string, issuedAt: Moment, course: OfferCourse): Moment | undefined {
  const behaviour = course.behaviourOf(student);
  if (behaviour?.after === undefined || behaviour.answer === 'silent') return undefined;
  const answered = after(issuedAt, behaviour.after);
  return isBefore(answered, expiryOf(issuedAt)) ? answered : undefined;
}

function issue(student: string, rank: number, issuedAt: Moment, course: OfferCourse): ModelOffer {
  const expiresAt = expiryOf(issuedAt);
  const closedAt = answerAt(student, issuedAt, course) ?? expiresAt;
  return { student, rank, issuedAt, expiresAt, state: 'open', closedAt };
}

function outcome(offer: ModelOffer, course: OfferCourse): ModelOffer['state'] {
  if (answerAt(offer.student, offer.issuedAt, course) === undefined) return 'expired';
  return course.behaviourOf(offer.student)?.answer === 'accept' ? 'accepted' : 'declined';
}
