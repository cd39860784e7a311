import { DONE, type Form, type LinkPage, type View, type Visit } from '../../links/visit.js';
import { changeCourses } from './change-courses.js';
import { isAboutCourse, takeCourseStep } from './course.pages.js';
import { readCourses } from './read-courses.js';
import { draftIn, parseReview } from './report.form.js';
import { reportDemand } from './report-demand.js';
import { readStanding, showCourses, showSummary } from './review.pages.js';

/** Where the contact of a round follows its demand, answers for teachers, changes the list of courses, and reports. */
export const reportPage: LinkPage = {
  purpose: 'report',
  whilePaused: 'closed',
  show: (visit) => showCourses(visit),
  async act(visit, form) {
    const { stage } = await readStanding(visit);
    if (stage === 'ahead' || stage === 'closed') return DONE;
    if (isAboutCourse(form)) return takeCourseStep(visit, form);
    // The others lead to a report, and one is all that there is.
    if (stage !== 'form' && form.step !== 'save' && form.step !== 'edit') return DONE;
    return review(visit, form);
  },
};

/** One step of the form with all courses: back to it, save it, see its summary, report. */
async function review(visit: Visit, form: Form): Promise<View | typeof DONE> {
  const list = await readCourses(visit);
  const draft = draftIn(form, list);
  if (form.step === 'edit') return showCourses(visit, { status: 200, draft });
  if (draft.changes.length > 0) return showCourses(visit, { status: 409, draft });
  const { data: courses, faults } = parseReview(list.courses, draft);
  if (faults) return showCourses(visit, { status: 422, draft, faults });
  const by = { roundId: visit.link.subject, personId: visit.person.id };
  if (form.step === 'review') return showSummary(visit, list, draft);
  const outcome =
    form.step === 'save'
      ? await changeCourses(visit.app, { act: 'answer', courses, roundId: by.roundId, actorId: by.personId })
      : await reportDemand(visit.app, { ...by, courses });
  // Somebody answered between our reading and our writing.
  if (outcome === 'changed') return showCourses(visit, { status: 409, draft: draftIn(form, await readCourses(visit)) });
  return DONE;
}
