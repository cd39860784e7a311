/** The hours of all positions that a student has accepted in a semester, against the limit. */
export interface Workload {
  readonly hours: number;
  readonly limit: number;
  readonly over: boolean;
}

/**
 * Sums up the hours of accepted positions. The limit itself may be reached; what lies above it is to be warned of.
 * @param hours of each position
 * @param limit the most that a student should have in a semester
 */
export function workloadOf(hours: readonly number[], limit: number): Workload {
  const sum = hours.reduce((total, one) => total + one, 0);
  return { hours: sum, limit, over: sum > limit };
}
