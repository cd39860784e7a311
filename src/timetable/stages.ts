/** The stages in the process's order. Each has a queue of this name and an `advance`. */
export const STAGES = ['demand', 'report', 'announcement', 'application', 'rating', 'offer', 'employment'] as const;

export type StageName = (typeof STAGES)[number];

/** What has subjects: the stages, the timetable, whose subjects are its recurring tasks, and the planned pauses of rounds. */
export const SUBJECTS = [...STAGES, 'timetable', 'pause'] as const;

export type SubjectStage = (typeof SUBJECTS)[number];
