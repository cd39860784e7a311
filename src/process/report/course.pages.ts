import { DONE, type Form, type View, type Visit } from '../../links/visit.js';
import { HOURS } from '../../rounds/hours.js';
import { type Faults, parseForm } from '../../web/form.js';
import { type DemandOutcome, foreseeNudge } from '../demand/demand.advance.js';
import { changeCourses } from './change-courses.js';
import { newCourseSchema, wordsSchema } from './course.form.js';
import { type CourseRow, readCourses } from './read-courses.js';
import { answeredValues, carried, draftIn, isSame } from './report.form.js';
import { readStanding, showCourses } from './review.pages.js';

type Step = (visit: Visit, form: Form) => Promise<View | typeof DONE>;

/** What the contact does with one course, by the field that says so. */
const STEPS: Readonly<Record<string, Step>> = { add, remove, restore, nudge };

const stepOf = (form: Form) => (form.step === 'edit' ? undefined : Object.keys(STEPS).find((name) => name in form));

/** Whether a form is about one course, and not about the answers of all of them. */
export const isAboutCourse = (form: Form) => stepOf(form) !== undefined;

/**
 * One step of adding a course, taking one off the list, putting one back, or reminding its teacher. What else is in the
 * form of all courses goes along from page to page, so that nothing that was typed is lost on the way.
 */
export const takeCourseStep: Step = (visit, form) => (STEPS[stepOf(form) ?? ''] as Step)(visit, form);

async function add(visit: Visit, form: Form): Promise<View | typeof DONE> {
  if (form.email === undefined) return showAdd(visit, form, { answer: 'ask' }, null);
  const { data, faults } = parseForm(newCourseSchema, form);
  if (faults) return showAdd(visit, form, form, faults);
  const outcome = await change(visit, { act: 'add', ...data });
  if (outcome === 'listed' || outcome === 'removed')
    return showAdd(visit, form, form, { course: `faults.course-${outcome}` });
  return finish(visit, form, outcome);
}

async function showAdd(visit: Visit, form: Form, values: Form, faults: Faults | null): Promise<View> {
  const data = { values, faults, least: HOURS.least, most: HOURS.most };
  return page(visit, form, 'report-add', data, faults ? 422 : 200);
}

async function remove(visit: Visit, form: Form): Promise<View | typeof DONE> {
  const course = await findCourse(visit, form.remove);
  if (course && form.sure !== 'yes') return page(visit, form, 'report-remove', { course });
  return finish(visit, form, await change(visit, { act: 'remove', positionId: form.remove ?? '' }));
}

async function restore(visit: Visit, form: Form): Promise<View | typeof DONE> {
  return finish(visit, form, await change(visit, { act: 'restore', positionId: form.restore ?? '' }));
}

async function nudge(visit: Visit, form: Form): Promise<View | typeof DONE> {
  const course = await findCourse(visit, form.nudge);
  if (!course) return finish(visit, form, 'removed');
  if (course.answered.answer !== 'silent') return finish(visit, form, 'answered');
  const again = 'back' in form;
  if (form.words === undefined || again)
    return page(visit, form, 'report-nudge', { course, values: form, faults: null });
  const { data, faults } = parseForm(wordsSchema, form);
  if (faults) return page(visit, form, 'report-nudge', { course, values: form, faults }, 422);
  const what = { positionId: course.id, words: data.words };
  if (form.sure === 'yes') return finish(visit, form, await change(visit, { act: 'nudge', ...what }));
  const by = { roundId: visit.link.subject, actorId: visit.person.id, now: visit.now };
  const mail = await foreseeNudge(visit.app, { ...by, ...what });
  return page(visit, form, 'report-nudge-confirm', { course, mail, words: data.words });
}

const findCourse = async (visit: Visit, id: string | undefined): Promise<CourseRow | undefined> =>
  (await readCourses(visit)).courses.find((course) => course.id === id);

type Act = Parameters<typeof changeCourses>[1];
type ActOf<A> = A extends unknown ? Omit<A, 'roundId' | 'actorId'> : never;

const change = (visit: Visit, act: ActOf<Act>): Promise<DemandOutcome> =>
  changeCourses(visit.app, { ...act, roundId: visit.link.subject, actorId: visit.person.id });

async function page(visit: Visit, form: Form, name: string, data: object, status = 200): Promise<View> {
  const { round } = await readStanding(visit);
  return { status, template: name, page: name, data: { round, hidden: carried(form), ...data } };
}

/** Back to the list of courses: with what was typed in it, or why the step was not taken, where there is either. */
async function finish(visit: Visit, form: Form, outcome: DemandOutcome): Promise<View | typeof DONE> {
  if (outcome === 'closed') return DONE;
  const list = await readCourses(visit);
  const isCarried = carried(form).length > 0;
  const draft = draftIn(form, list);
  const isTyped = list.courses.some((row) => !isSame(draft.values.get(row.id) ?? {}, answeredValues(row)));
  if (outcome !== 'done')
    return showCourses(visit, { status: 409, draft: isCarried ? draft : { ...draft, changes: [] }, refused: outcome });
  return isCarried && isTyped ? showCourses(visit, { status: 200, draft }) : DONE;
}
