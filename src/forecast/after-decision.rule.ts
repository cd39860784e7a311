import type { MadeOffer, PositionState, Settlement } from '../process/offer/offer.rule.js';

/**
 * A position when what was decided of its offers has been carried out, as `advanceOffer` writes it.
 * @param now the instant of the decision
 * @param firstId the number of its first new offer; their ids count up from it
 */
export function afterDecision(state: PositionState, settlement: Settlement, now: Date, firstId: number): PositionState {
  const { close, moves, prolonged, issue, reconsider, openings } = settlement;
  // One or two of many change: to look for them is quicker than to make a map, and a forecast does it a million times.
  const ends = [...moves, ...prolonged];
  const offers = state.offers.map((offer) => {
    const closed = close.find(({ offerId }) => offerId === offer.id);
    const moved = ends.find(({ offerId }) => offerId === offer.id);
    if (!closed && !moved) return offer;
    return { ...offer, state: closed?.state ?? offer.state, expiresAt: moved?.expiresAt ?? offer.expiresAt };
  });
  const issued = issue.map(
    ({ personId, expiresAt }, index): MadeOffer => ({
      id: String(firstId + index),
      personId,
      issuedAt: now,
      expiresAt,
      state: 'open',
    }),
  );
  const { instants, answerWindow, applicants, rated, ranked } = state;
  return {
    instants,
    answerWindow,
    applicants,
    rated,
    ranked,
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
