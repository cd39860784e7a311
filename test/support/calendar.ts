import { type Calendar, instantsOf } from '../../src/rounds/calendar.js';
import { OSLO } from './position-state.js';

export { OSLO, oslo } from './position-state.js';

export const calendar: Calendar = {
  demandOpens: '2026-09-21T08:00',
  demandDue: '2026-10-05T23:59',
  reportDue: '2026-10-09T15:00',
  announceAt: '2026-10-12T09:00',
  applyDue: '2026-10-26T23:59',
  rateDue: '2026-11-05T23:59',
  offersAt: '2026-11-06T09:00',
  closesAt: '2027-02-18T12:00',
};

export const instants = instantsOf(calendar, OSLO);

/** One second earlier. */
export const secondBefore = (at: Date) => new Date(at.getTime() - 1000);
