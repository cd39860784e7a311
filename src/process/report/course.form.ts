import { z } from 'zod';
import { HOURS } from '../../rounds/hours.js';
import { address, line, whole } from '../../web/form.js';
import type { Need, NewCourse } from '../demand/demand.advance.js';

const LONGEST_CODE = 64;
const LONGEST_WORDS = 1000;

const kind = z.enum(['learning-assistant', 'teaching-assistant'], 'faults.kind');

const answerSchema = z.discriminatedUnion(
  'answer',
  [
    z.object({ answer: z.literal('ask') }),
    z.object({ answer: z.literal('none') }),
    z.object({
      answer: z.literal('asked'),
      kind,
      openings: whole(1, 999, 'faults.openings'),
      hours: whole(HOURS.least, HOURS.most, 'faults.hours'),
    }),
  ],
  { error: 'faults.answer-new' },
);

/** A course to put on the list: the teacher is asked, or the contact says what it needs at once. */
export const newCourseSchema = z
  .object({
    course: line('faults.course').pipe(z.string().max(LONGEST_CODE, 'faults.course-long')),
    title: line('faults.title-missing'),
    teacher: line('faults.name'),
    email: address('faults.email'),
  })
  .and(answerSchema)
  .transform(({ course, title, teacher, email, ...rest }): NewCourse => {
    return { course, title, teacher: { name: teacher, email }, answer: needOf(rest) };
  });

/** The contact's own words to a teacher: a line break would be lost in the mail, so they are one line. */
export const wordsSchema = z.object({
  words: z
    .string({ error: 'faults.words' })
    .transform((given) => given.replaceAll('\0', '').replace(/\s+/g, ' ').trim())
    .pipe(z.string().min(1, 'faults.words').max(LONGEST_WORDS, 'faults.words-long')),
});

function needOf(rest: z.output<typeof answerSchema>): Need | null {
  if (rest.answer === 'ask') return null;
  if (rest.answer === 'none') return { need: false };
  return { need: true, kind: rest.kind, openings: rest.openings, hours: rest.hours };
}
