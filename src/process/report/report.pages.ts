import { DONE, type LinkPage, type View, type Visit } from '../../links/visit.js';
import { HOURS } from '../../rounds/hours.js';
import { readRound } from '../../rounds/read-position.js';
import type { Faults } from '../../web/form.js';
import { answeredValues, type CourseRow, parseReport, type RowValues, readCourses, valuesIn } from './report.form.js';
import { reportDemand } from './report-demand.js';

/** Where the contact of a round reviews the demand, corrects it, confirms and so reports it. */
export const reportPage: LinkPage = {
  purpose: 'report',
  show: (visit) => show(visit),
  async act(visit, form) {
    const { state } = await readState(visit);
    if (state !== 'report-form') return DONE;
    const courses = await readCourses(visit);
    const values = valuesIn(form, courses);
    const fresh = answeredSince(form.seen, courses);
    if (fresh.length > 0) {
      for (const course of fresh) values.set(course.id, answeredValues(course));
      return show(visit, { status: 409, values, faults: null, fresh });
    }
    const { data: corrections, faults } = parseReport(courses, values);
    if (form.step === 'edit') return show(visit, { status: 200, values, faults: null, fresh });
    if (faults) return show(visit, { status: 422, values, faults, fresh });
    if (form.step !== 'confirm') return confirm(visit, courses, values);
    await reportDemand(visit.app, { roundId: visit.link.subject, personId: visit.person.id, corrections });
    return DONE;
  },
};

/** The form as it was posted, and why it is shown again. */
interface Again {
  readonly status: number;
  readonly values: Map<string, RowValues>;
  readonly faults: Faults | null;
  readonly fresh: readonly CourseRow[];
}

async function show(visit: Visit, again?: Again): Promise<View> {
  const { state, round, by } = await readState(visit);
  const courses = await readCourses(visit);
  const rows = courses.map((course) => rowOf(course, again));
  const data = {
    round,
    contact: state === 'report-form' ? null : round.contact,
    rows,
    subjects: subjectsOf(courses),
    silent: courses.filter((course) => course.answered.answer === 'silent').length,
    automatic: by === null,
    answers: optionsOf('answers', ['silent', 'none', 'asked']),
    kinds: optionsOf('kinds', ['', 'learning-assistant', 'teaching-assistant']),
    seen: visit.now.toISOString(),
    fresh: again?.fresh ?? [],
    faults: again?.faults ?? null,
    least: HOURS.least,
    most: HOURS.most,
  };
  return { ...(again && { status: again.status }), template: state, page: state, data };
}

async function confirm(visit: Visit, courses: CourseRow[], values: Map<string, RowValues>): Promise<View> {
  const { round } = await readState(visit);
  const rows = courses.map((course) => {
    const said = values.get(course.id) ?? {};
    const numbers = { openings: Number(said.openings), hours: Number(said.hours) };
    return { ...course, said: { ...said, ...numbers }, changed: !isSame(said, answeredValues(course)) };
  });
  const asked = rows.filter((row) => row.said.answer === 'asked');
  const fields = [...values].flatMap(([id, said]) =>
    Object.entries(said).map(([field, value]) => ({ name: `${field}.${id}`, value })),
  );
  const hidden = [{ name: 'seen', value: visit.now.toISOString() }, ...fields];
  const openings = asked.reduce((sum, row) => sum + row.said.openings, 0);
  const data = { round, rows, hidden, asked: asked.length, openings };
  return { template: 'report-confirm', page: 'report-confirm', data };
}

async function readState({ app, link, now }: Visit) {
  const round = await readRound(app, link.subject);
  const [report] = await app.database.manager.query<{ reported: boolean; by: string | null }[]>(
    `select r.reported_at is not null as reported, p.name as by
     from report r left join person p on p.id = r.reported_by_id where r.round_id = $1`,
    [link.subject],
  );
  const { demandDue, reportDue } = round.instants;
  const reported = report?.reported ? 'report-sent' : now < demandDue ? 'report-early' : 'report-form';
  return { round, by: report?.by ?? null, state: now >= reportDue ? 'report-closed' : reported };
}

// A teacher may answer while the contact has the form open; that answer must not be overwritten unseen.
function answeredSince(seen: string | undefined, courses: readonly CourseRow[]): CourseRow[] {
  const since = new Date(seen ?? Number.NaN).getTime();
  return courses.filter(({ answeredAt }) => answeredAt !== null && answeredAt.getTime() > since);
}

function rowOf(course: CourseRow, again?: Again) {
  const fault = (field: string) => again?.faults?.[`${field}.${course.id}`] ?? null;
  return {
    ...course,
    values: again?.values.get(course.id) ?? answeredValues(course),
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

// Kind, openings and hours count only where something is asked for.
const isSame = (one: RowValues, other: RowValues) =>
  one.answer === other.answer &&
  (one.answer !== 'asked' || (one.kind === other.kind && one.openings === other.openings && one.hours === other.hours));
