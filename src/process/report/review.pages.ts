import type { View, Visit } from '../../links/visit.js';
import { sayShortDay } from '../../platform/say-time.js';
import { HOURS } from '../../rounds/hours.js';
import { readRound } from '../../rounds/read-position.js';
import type { Faults } from '../../web/form.js';
import type { DemandOutcome } from '../demand/demand.advance.js';
import { type CourseList, type CourseRow, readCourses } from './read-courses.js';
import { answeredValues, type Draft, isSame, seenWord } from './report.form.js';
import { reportStage } from './report.rule.js';

/** The form as it was sent, and why it is shown again. */
export interface Again {
  readonly status: number;
  readonly draft: Draft;
  readonly faults?: Faults;
  /** Why what the contact wanted to do with a course was not done. */
  readonly refused?: Exclude<DemandOutcome, 'done'>;
}

const PAGES = {
  ahead: 'report-early',
  early: 'report-early',
  form: 'report-form',
  sent: 'report-sent',
  closed: 'report-closed',
} as const;

/** The round, who reported it, and what its page is for now. */
export async function readStanding({ app, link, now }: Visit) {
  const round = await readRound(app, link.subject);
  const [report] = await app.database.manager.query<{ reported: boolean; by: string | null }[]>(
    `select r.reported_at is not null as reported, p.name as by
     from report r left join person p on p.id = r.reported_by_id where r.round_id = $1`,
    [link.subject],
  );
  return { round, by: report?.by ?? null, stage: reportStage(round.instants, report?.reported ?? false, now) };
}

/** The round's courses: who has answered what, and while they can be changed the form to do it with. */
export async function showCourses(visit: Visit, again?: Again): Promise<View> {
  const { stage, round, by } = await readStanding(visit);
  const { courses, removed } = await readCourses(visit);
  const rows = courses.map((course) => rowOf(visit, course, again));
  const silent = rows.filter((row) => row.answered.answer === 'silent');
  const answered = rows.filter((row) => row.answered.answer !== 'silent');
  const data = {
    round,
    rows,
    groups: [
      { name: 'silent', rows: silent, answers: optionsOf('answers', ['silent', 'none', 'asked']) },
      { name: 'answered', rows: answered, answers: optionsOf('answers', ['none', 'asked']) },
    ].filter((group) => group.rows.length > 0),
    removed,
    counts: {
      all: rows.length,
      answered: answered.length,
      silent: silent.length,
      byContact: answered.filter((row) => row.by !== null).length,
      removed: removed.length,
    },
    stage,
    step: stage === 'form' ? 'review' : 'save',
    automatic: by === null,
    kinds: optionsOf('kinds', ['', 'learning-assistant', 'teaching-assistant']),
    subjects: subjectsOf(courses),
    changes: again?.draft.changes ?? [],
    refused: again?.refused ?? null,
    again: again !== undefined,
    faults: again?.faults ?? null,
    least: HOURS.least,
    most: HOURS.most,
  };
  return { ...(again && { status: again.status }), template: PAGES[stage], page: PAGES[stage], data };
}

/** What will be reported, for the contact to confirm. */
export async function showSummary(visit: Visit, list: CourseList, { values }: Draft): Promise<View> {
  const { round } = await readStanding(visit);
  const rows = list.courses.map((course) => {
    const said = values.get(course.id) ?? {};
    const numbers = { openings: Number(said.openings), hours: Number(said.hours) };
    return { ...course, said: { ...said, ...numbers }, changed: !isSame(said, answeredValues(course)) };
  });
  const asked = rows.filter((row) => row.said.answer === 'asked');
  const fields = rows.flatMap(({ id, answered }) => [
    { name: `seen.${id}`, value: seenWord(answered) },
    ...Object.entries(values.get(id) ?? {}).map(([field, value]) => ({ name: `${field}.${id}`, value })),
  ]);
  const sum = {
    positions: asked.length,
    openings: asked.reduce((total, row) => total + row.said.openings, 0),
    hours: asked.reduce((total, row) => total + row.said.openings * row.said.hours, 0),
    none: rows.filter((row) => row.said.answer === 'none').length,
    changed: rows.filter((row) => row.changed || row.by !== null).length,
    silent: rows.filter((row) => row.said.answer === 'silent').length,
    removed: list.removed.length,
  };
  return { template: 'report-confirm', page: 'report-confirm', data: { round, rows, hidden: fields, sum } };
}

function rowOf({ app, person }: Visit, course: CourseRow, again?: Again) {
  const fault = (field: string) => again?.faults?.[`${field}.${course.id}`] ?? null;
  const day = (at: Date | null) => at && sayShortDay(at, person.locale, app.config.timeZone);
  return {
    ...course,
    seen: seenWord(course.answered),
    asked: day(course.askedAt),
    reminded: day(course.remindedAt),
    answeredOn: day(course.answeredAt),
    values: again?.draft.values.get(course.id) ?? answeredValues(course),
    wrong: { answer: fault('answer'), kind: fault('kind'), openings: fault('openings'), hours: fault('hours') },
  };
}

const optionsOf = (list: string, values: readonly string[]) =>
  values.map((value) => ({ value, label: `${list}.${value || 'unchosen'}` }));

const subjectsOf = (courses: readonly CourseRow[]) =>
  Object.fromEntries(
    courses.flatMap(({ id, course }) =>
      ['answer', 'kind', 'openings', 'hours'].map((field) => [`${field}.${id}`, course] as const),
    ),
  );
