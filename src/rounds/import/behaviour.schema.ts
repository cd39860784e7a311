import type { z } from 'zod';
import { duration, email, oneOf } from './fields.js';
import { byAddress, byPosition, list, object } from './structures.js';

const teacherSchema = object({
  demand: object({ after: duration }).optional(),
  ratings: byPosition(object({ ranked: list(email), unsuited: list(email).default([]), after: duration })).optional(),
});

const answerSchema = object({ answer: oneOf('accept', 'decline', 'silent'), after: duration.optional() }).superRefine(
  ({ answer, after }, ctx) => {
    if (answer === 'silent' || after !== undefined) return;
    const message = `is missing. Write how long after the offer's issue the student answers, as P2DT3H30M.`;
    ctx.addIssue({ code: 'custom', path: ['after'], input: undefined, message });
  },
);

export const behaviourSchema = object({
  teachers: byAddress(teacherSchema).default({}),
  students: byAddress(byPosition(answerSchema)).default({}),
});

export type TeacherBehaviour = z.output<typeof teacherSchema>;
export type StudentBehaviour = z.output<typeof answerSchema>;
