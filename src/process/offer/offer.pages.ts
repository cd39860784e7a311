import { z } from 'zod';
import { DONE, type LinkPage, type View, type Visit } from '../../links/visit.js';
import { type ReadPosition, readPosition } from '../../rounds/read-position.js';
import type { RoundContext } from '../../rounds/round-context.js';
import { type Faults, parseForm } from '../../web/form.js';
import { actOnOffer } from './act-on-offer.js';
import type { OfferState } from './offer.entity.js';

const choice = z.object({ answer: z.enum(['accept', 'decline'], 'faults.answer-offer') });

/** Where a student answers an offer: chooses, then confirms; and withdraws from an accepted one, in two steps as well. */
export const offerPage: LinkPage = {
  purpose: 'offer',
  show: async (visit) => viewOf(await readOffer(visit)),
  async act(visit, form) {
    const seen = await readOffer(visit);
    const mine = { offerId: visit.link.subject, personId: visit.person.id };
    switch (form.step) {
      case 'choose':
      case 'confirm': {
        if (seen.state !== 'open') return DONE;
        const { data, faults } = parseForm(choice, form);
        if (faults) return viewOf(seen, faults);
        if (form.step === 'choose') return stepOf('offer-confirm', seen, data);
        await actOnOffer(visit.app, { ...mine, ...data });
        return DONE;
      }
      case 'withdraw':
        return seen.mayWithdraw ? stepOf('offer-withdraw-confirm', seen) : DONE;
      case 'withdraw-confirm':
        if (seen.mayWithdraw) await actOnOffer(visit.app, { ...mine, answer: 'withdraw' });
        return DONE;
      default:
        return viewOf(seen);
    }
  },
};

interface Seen {
  /** As of now: an offer whose time is up has expired, whether or not that is noted yet. */
  readonly state: OfferState;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
  readonly mayWithdraw: boolean;
  readonly laosMissing: boolean;
  readonly position: ReadPosition;
  readonly round: RoundContext;
}

async function readOffer({ app, link, person, now }: Visit): Promise<Seen> {
  const [offer] = await app.database.manager.query<
    { positionId: string; state: OfferState; expiresAt: Date; closedAt: Date | null }[]
  >(
    `select position_id as "positionId", state, expires_at as "expiresAt", closed_at as "closedAt"
     from offer where id = $1 and person_id = $2`,
    [link.subject, person.id],
  );
  if (!offer) throw new Error(`There is no offer ${link.subject} for the holder of the link.`);
  const { position, round } = await readPosition(app, offer.positionId);
  const { expiresAt, closedAt } = offer;
  const state = offer.state === 'open' && expiresAt <= now ? 'expired' : offer.state;
  const mayWithdraw = state === 'accepted' && now < round.instants.closesAt;
  const laosMissing = position.kind === 'learning-assistant' && !person.laos;
  return { state, expiresAt, closedAt, mayWithdraw, laosMissing, position, round };
}

function viewOf(seen: Seen, faults: Faults | null = null): View {
  const page = `offer-${seen.state}`;
  return {
    ...(faults && { status: 422 }),
    template: page,
    page,
    data: { ...seen, contact: seen.round.contact, faults },
  };
}

const stepOf = (page: string, seen: Seen, chosen: object = {}): View => ({
  template: page,
  page,
  data: { ...seen, ...chosen, contact: seen.round.contact },
});
