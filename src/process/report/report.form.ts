import { z } from 'zod';
import type { Form } from '../../links/visit.js';
import { HOURS } from '../../rounds/hours.js';
import { type Faults, fieldsOf, type Parsed, parseForm, whole } from '../../web/form.js';
import type { Need, ReviewedCourse } from '../demand/demand.advance.js';
import type { CourseList, CourseRow, Said } from './read-courses.js';

const FIELDS = ['answer', 'kind', 'openings', 'hours'] as const;

/** What a course's fields say, as they stand in the form. */
export type RowValues = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>;

const schema = z
  .discriminatedUnion(
    'answer',
    [
      // Numbers without an answer would be lost without a word.
      z
        .object({ answer: z.literal('silent'), kind: z.string(), openings: z.string(), hours: z.string() })
        .refine(({ kind, openings, hours }) => `${kind}${openings}${hours}`.trim() === '', {
          error: 'faults.answer-numbers',
          path: ['answer'],
        }),
      z.object({ answer: z.literal('none') }),
      z.object({
        answer: z.literal('asked'),
        kind: z.enum(['learning-assistant', 'teaching-assistant'], 'faults.kind'),
        openings: whole(1, 999, 'faults.openings'),
        hours: whole(HOURS.least, HOURS.most, 'faults.hours'),
      }),
    ],
    { error: 'faults.answer' },
  )
  .transform((row): Need | null => {
    if (row.answer === 'silent') return null;
    if (row.answer === 'none') return { need: false };
    return { need: true, kind: row.kind, openings: row.openings, hours: row.hours };
  });

/** The fields of a course as it is answered. */
export const answeredValues = ({ answered: { answer, kind, openings, hours } }: CourseRow): RowValues => ({
  answer,
  kind: kind ?? '',
  openings: String(openings ?? ''),
  hours: String(hours ?? ''),
});

/** Whether the fields of two say the same. Kind, openings and hours count only where something is asked for. */
export const isSame = (one: RowValues, other: RowValues) =>
  one.answer === other.answer &&
  (one.answer === 'none' || (one.kind === other.kind && one.openings === other.openings && one.hours === other.hours));

/** An answer as the form carries it along, to know later what its reader saw: `none`, `learning-assistant.2.100`. */
export const seenWord = ({ answer, kind, openings, hours }: Said) =>
  answer === 'asked' ? `${kind}.${openings}.${hours}` : answer;

/** What happened to a course after the form had been shown. */
export interface CourseChange {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  readonly what: 'answered' | 'added' | 'removed';
}

/** The courses as the form has them, except where it was overtaken: there it is as it stands now. */
export interface Draft {
  readonly values: ReadonlyMap<string, RowValues>;
  readonly changes: readonly CourseChange[];
}

/** Reads the fields of every course and what has changed since the form was shown. */
export function draftIn(form: Form, { courses, removed }: CourseList): Draft {
  const seen = fieldsOf(form, 'seen');
  const groups = FIELDS.map((field) => [field, fieldsOf(form, field)] as const);
  const typed = (id: string) => Object.fromEntries(groups.map(([field, group]) => [field, group[id] ?? '']));
  const change = ({ id, course, title }: CourseRow, what: CourseChange['what']) => ({ id, course, title, what });
  const isOvertaken = (row: CourseRow) => seen[row.id] !== seenWord(row.answered);
  return {
    values: new Map(courses.map((row) => [row.id, isOvertaken(row) ? answeredValues(row) : typed(row.id)])),
    changes: [
      ...courses.filter(isOvertaken).map((row) => change(row, row.id in seen ? 'answered' : 'added')),
      ...removed.filter(({ id }) => id in seen).map((row) => change(row, 'removed')),
    ],
  };
}

/** The fields of all courses as they were sent, to take along through the pages about one course. */
export const carried = (form: Form) =>
  Object.entries(form)
    .filter(([name]) => ['seen', ...FIELDS].some((group) => name.startsWith(`${group}.`)))
    .map(([name, value]) => ({ name, value }));

/** Reads what the contact says of every course; one that has an answer keeps one. */
export function parseReview(courses: readonly CourseRow[], { values }: Draft): Parsed<ReviewedCourse[]> {
  const reviewed: ReviewedCourse[] = [];
  const faults: [string, string][] = [];
  for (const { id, answered } of courses) {
    const { data, faults: wrong } = parseForm(schema, values.get(id) ?? {});
    if (wrong)
      faults.push(...Object.entries(wrong).map(([field, fault]): [string, string] => [`${field}.${id}`, fault]));
    else if (data === null && answered.answer !== 'silent') faults.push([`answer.${id}`, 'faults.answer']);
    else reviewed.push({ positionId: id, seen: needOf(answered), answer: data });
  }
  if (faults.length > 0) return { data: null, faults: Object.fromEntries(faults) satisfies Faults };
  return { data: reviewed, faults: null };
}

function needOf({ answer, kind, openings, hours }: Said): Need | null {
  if (answer === 'silent') return null;
  if (kind === null || openings === null || hours === null) return { need: false };
  return { need: true, kind, openings, hours };
}
