import { z } from 'zod';
import { DONE, type LinkPage, type View } from '../../links/visit.js';
import { type Faults, fieldsOf, parseForm } from '../../web/form.js';
import { actOnOffer } from './act-on-offer.js';
import { readLetGoBeside, type SeenOffer, seenOffer, seenOfferJson } from './seen-offer.js';

const choice = z.object({ answer: z.enum(['accept', 'decline'], 'faults.answer-offer') });

/** Where a student answers an offer: chooses, then confirms; and withdraws from an accepted one, in two steps as well. */
export const offerPage: LinkPage = {
  purpose: 'offer',
  reads: seenOfferJson('l.subject::uuid', 'l.person_id'),
  show: async (visit) => viewOf(seenOffer(visit)),
  async act(visit, form) {
    const seen = seenOffer(visit);
    const mine = { offerId: visit.link.subject, personId: visit.person.id };
    switch (form.step) {
      case 'choose':
      case 'confirm': {
        if (seen.state !== 'open' || seen.round.pausedAt) return DONE;
        const { data, faults } = parseForm(choice, form);
        if (faults) return viewOf(seen, faults);
        if (form.step === 'choose') {
          const others = data.answer === 'accept' ? await readLetGoBeside(visit, seen) : [];
          return stepOf('offer-confirm', seen, { ...data, others });
        }
        await actOnOffer(visit.app, { ...mine, ...data, letGo: Object.keys(fieldsOf(form, 'letgo')) });
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

function viewOf(seen: SeenOffer, faults: Faults | null = null): View {
  const page = `offer-${seen.state}`;
  return {
    ...(faults && { status: 422 }),
    template: page,
    page,
    data: { ...seen, contact: seen.round.contact, faults },
  };
}

const stepOf = (page: string, seen: SeenOffer, chosen: object = {}): View => ({
  template: page,
  page,
  data: { ...seen, ...chosen, contact: seen.round.contact },
});
