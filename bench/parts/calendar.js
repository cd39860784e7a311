/** The calendar of a measured round. */
export const CALENDAR = {
  demandOpens: '2026-09-21T08:00',
  demandDue: '2026-10-05T23:59',
  reportDue: '2026-10-09T15:00',
  announceAt: '2026-10-12T09:00',
  applyDue: '2026-10-26T23:59',
  rateDue: '2026-11-03T23:59',
  offersAt: '2026-11-06T09:00',
  closesAt: '2027-02-15T12:00',
};
