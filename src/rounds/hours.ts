/** The hours of an assistant in a semester lie between these, bounds included: the faculty's rule. */
export const HOURS = { least: 80, most: 120 } as const;
