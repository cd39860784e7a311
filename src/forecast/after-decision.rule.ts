import type { MadeOffer, PositionState, Settlement } from '../process/offer/offer.rule.js';

/**
 * A position when what was decided of its offers has been carried out, as `advanceOffer` writes it.
 * @param now the instant of the decision
 * @param firstId the number of its first new offer; their ids count up from it
 */
export function afterDecision(state: PositionState, settlement: Settlement, now: Date, firstId: number): PositionState {
  const { close, moves, prolonged, issue, reconsider, openings } = settlement;
  const closed = new Map(close.map((one) => [one.offerId, one.state]));
  const ends = new Map([...moves, ...prolonged].map((move) => [move.offerId, move.expiresAt]));
  const isChanged = ({ id }: MadeOffer) => closed.has(id) || ends.has(id);
  const offers = state.offers.map((offer) =>
    isChanged(offer)
      ? { ...offer, state: closed.get(offer.id) ?? offer.state, expiresAt: ends.get(offer.id) ?? offer.expiresAt }
      : offer,
  );
  const issued = issue.map(
    ({ personId, expiresAt }, index): MadeOffer => ({
      id: String(firstId + index),
      personId,
      issuedAt: now,
      expiresAt,
      state: 'open',
    }),
  );
  return {
    ...state,
    openings: openings ?? state.openings,
    offers: issued.length > 0 ? [...offers, ...issued] : offers,
    withdrawn: reconsider ? withdrawnAfter(state.withdrawn, reconsider) : state.withdrawn,
    settled: settlement.settle || (state.settled && !settlement.reopen),
  };
}

function withdrawnAfter(
  withdrawn: readonly string[],
  { personId, application }: NonNullable<Settlement['reconsider']>,
): readonly string[] {
  const others = withdrawn.filter((one) => one !== personId);
  return application === 'withdraw' ? [...others, personId] : others;
}
