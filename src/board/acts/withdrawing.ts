import { z } from 'zod';
import { withdrawOffer } from '../../process/offer/withdraw-offer.js';
import { act } from './act.js';
import { heldOf, lastMinute, positionPath, readApplicant } from './read-applicant.js';

/** Takes an offer back from a student, open or accepted. Its subject is the offer, or the application that led to it. */
export const withdrawing = act({
  name: 'withdraw-offer',
  schema: z.object({}),
  undo: 'reinstate',
  async find(app, id) {
    const applicant = await readApplicant(app.database.manager, id);
    if (!applicant) return null;
    const { name, course, roundId, positionId } = applicant;
    const offer = heldOf(applicant);
    return {
      roundId,
      positionId,
      values: { name, course, state: offer?.state ?? 'none', until: offer ? lastMinute(offer) : '' },
      fields: [],
      page: positionPath(positionId),
      refused: offer ? null : 'closed',
    };
  },
  async run(tx, id, _input, by) {
    const applicant = await readApplicant(tx.manager, id);
    const offer = applicant && heldOf(applicant);
    return offer ? withdrawOffer(tx, { offerId: offer.id, ...by }) : 'closed';
  },
});
