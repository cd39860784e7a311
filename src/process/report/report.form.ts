import { z } from 'zod';
import type { Form, Visit } from '../../links/visit.js';
import { HOURS } from '../../rounds/hours.js';
import type { PositionKind } from '../../rounds/position.entity.js';
import { type Faults, fieldsOf, type Parsed, parseForm, whole } from '../../web/form.js';
import type { Correction } from './report-demand.js';

/** A course as the contact sees it before the demand is reported, and as it was reported. */
export interface CourseRow {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  readonly teacher: string;
  readonly comment: string;
  readonly answeredAt: Date | null;
  readonly answered: Said;
  readonly reported: Said;
}

interface Said {
  readonly answer: 'silent' | 'none' | 'asked';
  readonly kind: PositionKind | null;
  readonly openings: number | null;
  readonly hours: number | null;
}

/** The courses of the round that the link opens: what teachers answered, and what is reported. */
export function readCourses({ app, link }: Visit): Promise<CourseRow[]> {
  return app.database.manager.query<CourseRow[]>(
    `select p.id, p.course, p.title, t.name as teacher, coalesce(d.comment, '') as comment,
       d.answered_at as "answeredAt",
       json_build_object('kind', d.kind, 'openings', d.openings, 'hours', d.hours, 'answer',
         case when d.answered_at is null then 'silent' when d.no_need then 'none' else 'asked' end) as answered,
       json_build_object('kind', p.kind, 'openings', p.openings, 'hours', p.hours, 'answer',
         case when p.kind is not null then 'asked' when d.answered_at is null then 'silent' else 'none' end) as reported
     from position p join person t on t.id = p.teacher_id left join demand d on d.position_id = p.id
     where p.round_id = $1 order by p.course, p.id`,
    [link.subject],
  );
}

const FIELDS = ['answer', 'kind', 'openings', 'hours'] as const;

const schema = z.discriminatedUnion(
  'answer',
  [
    z.object({ answer: z.literal('silent') }),
    z.object({ answer: z.literal('none') }),
    z.object({
      answer: z.literal('asked'),
      kind: z.enum(['learning-assistant', 'teaching-assistant'], 'faults.kind'),
      openings: whole(1, 999, 'faults.openings'),
      hours: whole(HOURS.least, HOURS.most, 'faults.hours'),
    }),
  ],
  { error: 'faults.answer' },
);

/** What a course's fields say, as they stand in the form. */
export type RowValues = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>;

/** The fields of each course, by its id. */
export function valuesIn(form: Form, courses: readonly CourseRow[]): Map<string, RowValues> {
  const groups = FIELDS.map((field) => [field, fieldsOf(form, field)] as const);
  const valuesOf = (id: string) => Object.fromEntries(groups.map(([field, group]) => [field, group[id] ?? '']));
  return new Map(courses.map(({ id }) => [id, valuesOf(id)]));
}

/** The fields of a course as its teacher answered. */
export const answeredValues = ({ answered: { answer, kind, openings, hours } }: CourseRow): RowValues => ({
  answer,
  kind: kind ?? '',
  openings: String(openings ?? ''),
  hours: String(hours ?? ''),
});

/** Reads what the contact reports; every course of the round needs an answer. */
export function parseReport(courses: readonly CourseRow[], values: Map<string, RowValues>): Parsed<Correction[]> {
  const corrections: Correction[] = [];
  const faults: [string, string][] = [];
  for (const { id } of courses) {
    const { data, faults: wrong } = parseForm(schema, values.get(id) ?? {});
    if (wrong)
      faults.push(...Object.entries(wrong).map(([field, fault]): [string, string] => [`${field}.${id}`, fault]));
    else corrections.push({ positionId: id, answer: data.answer === 'asked' ? data : null });
  }
  if (faults.length > 0) return { data: null, faults: Object.fromEntries(faults) satisfies Faults };
  return { data: corrections, faults: null };
}
