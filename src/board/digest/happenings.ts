/**
 * What of the record is news to a contact. The rest she did herself, or it is the machinery's own: a reminder that left, a
 * link that was made.
 */
export const NEWS = [
  'demand-answered',
  'demand-reported',
  'applied',
  'application-withdrawn',
  'rated',
  'rating-delegated',
  'offer-issued',
  'offer-accepted',
  'offer-declined',
  'offer-expired',
  'offer-withdrawn',
  'offer-reinstated',
  'position-settled',
  'position-reopened',
  'mail-rejected',
  'mail-bounced',
  'deadlines-moved',
  'round-resumed',
] as const;
