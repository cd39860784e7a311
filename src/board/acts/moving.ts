import { z } from 'zod';
import { moveOfferDeadline } from '../../process/offer/move-offer-deadline.js';
import { instantOf, startOfDay } from '../../rounds/wall-clock.js';
import { compactTime } from '../compact-time.js';
import { act } from './act.js';
import { lastMinute, positionPath, readApplicant } from './read-applicant.js';

/** Gives an open offer another last day. */
export const moving = act({
  name: 'move-offer',
  schema: z.object({ day: z.iso.date('faults.day') }),
  undo: 'move-offer',
  async find(app, id) {
    const applicant = await readApplicant(app.database.manager, id);
    const offer = applicant?.offers.find((one) => one.id === id);
    if (!applicant || !offer) return null;
    const { name, course, roundId, positionId, movedFrom } = applicant;
    const lastDay = (end: Date) => compactTime(new Date(end.getTime() - 1), app.config.timeZone).slice(0, 10);
    return {
      roundId,
      positionId,
      values: { name, course, until: lastMinute(offer) },
      fields: [
        {
          name: 'day',
          type: 'date',
          value: lastDay(offer.expiresAt),
          ...(movedFrom && { before: lastDay(movedFrom) }),
        },
      ],
      page: positionPath(positionId),
      refused: offer.state === 'open' ? null : 'closed',
    };
  },
  run: (tx, offerId, { day }, by) =>
    moveOfferDeadline(tx, {
      offerId,
      expiresAt: startOfDay(instantOf(`${day}T12:00`, tx.timeZone), 1, tx.timeZone),
      ...by,
    }),
});
