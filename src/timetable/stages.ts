/** The stages in the process's order. Each has a queue of this name and an `advance`. */
export const STAGES = ['demand', 'report', 'announcement', 'application', 'rating', 'offer', 'employment'] as const;

export type StageName = (typeof STAGES)[number];
