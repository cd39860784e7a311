import { expiryOf } from './answer-time.rule.js';
import type { OfferState } from './offer.entity.js';
import type { MadeOffer, PositionState } from './offer.rule.js';

/** What a person does about an offer … */
export interface Answer {
  readonly offerId: string;
  readonly answer: 'accept' | 'decline' | 'withdraw';
}

/** … about an application, whatever has come of it: lets go of it, and an offer with it, or takes it up again … */
export interface Reconsideration {
  readonly personId: string;
  readonly application: 'withdraw' | 'restore';
}

/** … about the deadline of an open offer … */
export interface Move {
  readonly offerId: string;
  readonly expiresAt: Date;
}

/** … about an applicant whose turn is over, or never came: a contact has them offered out of turn … */
export interface Reinstatement {
  readonly personId: string;
  readonly reinstate: Place;
}

/** The opening for it: one that is free and nobody waits for, one more, or that of an open offer, which is withdrawn. */
export type Place = 'free' | 'more' | { readonly insteadOf: string };

/** … about how many openings there are … */
export interface Resizing {
  readonly openings: number;
}

/** … or about the round: after a pause that began at `since` what lay ahead then lies so many local days later. */
export interface Postponement {
  readonly since: Date;
  readonly days: number;
}

export type OfferAct = Answer | Reconsideration | Move | Reinstatement | Resizing | Postponement;

/**
 * Why an act does nothing:
 * - `closed`: the offer has been answered, withdrawn, or its time is up
 * - `past`, `same`: a deadline that does not lie ahead, or nothing that is new
 * - `promised`: an earlier deadline than the two weeks that every student is promised
 * - `decided`: the application cannot be let go of, or taken up again, any more
 * - `too-few`: fewer openings than are accepted or offered
 * - `early`, `over`, `unrated`: nothing can be offered now
 * - `has-offer`: the person has an offer, open or accepted; `in-turn`: and will be offered without this
 * - `taken`: no such opening is free
 */
export type OfferRefusal =
  | 'closed'
  | 'past'
  | 'same'
  | 'promised'
  | 'decided'
  | 'too-few'
  | 'early'
  | 'over'
  | 'unrated'
  | 'has-offer'
  | 'in-turn'
  | 'taken';

export interface ClosedOffer {
  readonly offerId: string;
  readonly state: Exclude<OfferState, 'open'>;
  readonly at: Date;
}

/** What comes of an act. */
export interface Outcome {
  readonly acted: readonly ClosedOffer[];
  readonly moved: readonly Move[];
  readonly reconsider: Reconsideration | null;
  readonly openings: number | null;
  /** Who is offered out of turn. */
  readonly named: { readonly personId: string; readonly rank: number } | null;
  readonly refused: OfferRefusal | null;
}

export const NOTHING: Outcome = {
  acted: [],
  moved: [],
  reconsider: null,
  openings: null,
  named: null,
  refused: null,
};

/** The position when an act comes to it: what fell on the same instant has been settled. */
export interface Scene {
  readonly state: PositionState;
  readonly now: Date;
  readonly timeZone: string;
  /** The offers whose time is not up. */
  readonly live: readonly MadeOffer[];
  /** Who is offered next, in that order. */
  readonly waiting: readonly { readonly personId: string }[];
}

const refuse = (refused: OfferRefusal): Outcome => ({ ...NOTHING, refused });

/** What comes of an act. On what is no longer in the state it needs it does nothing: whoever came first has won. */
export function outcomeOf(act: OfferAct, scene: Scene): Outcome {
  if ('days' in act) return NOTHING;
  if ('openings' in act) return resize(act, scene);
  if ('reinstate' in act) return reinstate(act, scene);
  if ('application' in act) return reconsider(act, scene);
  const offer = scene.live.find((one) => one.id === act.offerId);
  if (!offer) return refuse('closed');
  return 'answer' in act ? answer(act, offer, scene.now) : move(act, offer, scene);
}

function answer(act: Answer, offer: MadeOffer, now: Date): Outcome {
  const acted = closeBy(act.answer, offer, now);
  return acted.length > 0 ? { ...NOTHING, acted } : refuse('closed');
}

function move(act: Move, offer: MadeOffer, { now, timeZone, state: { answerWindow } }: Scene): Outcome {
  if (offer.state !== 'open') return refuse('closed');
  if (act.expiresAt <= now) return refuse('past');
  if (act.expiresAt.getTime() === offer.expiresAt.getTime()) return refuse('same');
  const isSooner = act.expiresAt < offer.expiresAt && act.expiresAt < expiryOf(offer.issuedAt, timeZone, answerWindow);
  return isSooner ? refuse('promised') : { ...NOTHING, moved: [act] };
}

function resize({ openings }: Resizing, { state, live }: Scene): Outcome {
  if (openings === state.openings) return refuse('same');
  return openings < live.filter(isHeld).length ? refuse('too-few') : { ...NOTHING, openings };
}

/**
 * Offers out of turn. It takes no opening from anybody who waits: one more, or that of an offer which is withdrawn for it,
 * goes to whom it was made free for; one that is free already only when the list has no claim to it.
 */
function reinstate({ personId, reinstate: place }: Reinstatement, scene: Scene): Outcome {
  const refused = whyNot(personId, place, scene);
  if (refused) return refuse(refused);
  const { now, live } = scene;
  const { ranked, withdrawn, openings } = scene.state;
  const replaced = typeof place === 'object' ? live.find((offer) => offer.id === place.insteadOf) : undefined;
  const last = Math.max(0, ...ranked.map(({ rank }) => rank));
  return {
    ...NOTHING,
    acted: replaced ? closeBy('withdraw', replaced, now) : [],
    reconsider: withdrawn.includes(personId) ? { personId, application: 'restore' } : null,
    openings: place === 'more' ? openings + 1 : null,
    // Whoever has no place on the list comes after all who have.
    named: { personId, rank: ranked.find((one) => one.personId === personId)?.rank ?? last + 1 },
  };
}

function whyNot(personId: string, place: Place, scene: Scene): OfferRefusal | null {
  const { now, live, waiting } = scene;
  const { openings, rated, instants } = scene.state;
  if (now >= instants.closesAt) return 'over';
  if (now < instants.offersAt) return 'early';
  if (!rated) return 'unrated';
  if (live.some((offer) => offer.personId === personId && isHeld(offer))) return 'has-offer';
  if (waiting.some((one) => one.personId === personId)) return 'in-turn';
  if (place === 'more') return null;
  if (place === 'free') return openings - live.filter(isHeld).length > waiting.length ? null : 'taken';
  return live.some((offer) => offer.id === place.insteadOf && offer.state === 'open') ? null : 'taken';
}

/**
 * Letting go of an application declines its open offer and gives an accepted one back, whether the offer came before or
 * after it was let go of. It can be taken up again until the position is rated: after that the order stands without it.
 */
function reconsider(act: Reconsideration, { state, live, now }: Scene): Outcome {
  const { withdrawn, rated, settled } = state;
  const isWithdrawn = withdrawn.includes(act.personId);
  if (act.application === 'restore')
    return isWithdrawn && !rated && !settled ? { ...NOTHING, reconsider: act } : refuse('decided');
  const acted = live
    .filter((offer) => offer.personId === act.personId)
    .flatMap((offer) => closeBy(offer.state === 'accepted' ? 'withdraw' : 'decline', offer, now));
  if (isWithdrawn && acted.length === 0) return refuse('decided');
  return { ...NOTHING, acted, reconsider: isWithdrawn ? null : act };
}

function closeBy(answer: Answer['answer'], { id, state }: MadeOffer, now: Date): ClosedOffer[] {
  const close = (as: ClosedOffer['state']) => [{ offerId: id, state: as, at: now }];
  if (answer === 'withdraw') return state === 'accepted' || state === 'open' ? close('withdrawn') : [];
  if (state !== 'open') return [];
  return close(answer === 'accept' ? 'accepted' : 'declined');
}

/** Whether an offer takes up an opening. */
const isHeld = ({ state }: MadeOffer) => state === 'open' || state === 'accepted';
