import { type Response, Router } from 'express';
import type { Form } from '../../links/visit.js';
import { type App, transact } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { createRound, type RoundDraft } from '../../rounds/copy/create-round.js';
import { notFound } from '../../web/errors.js';
import type { Faults } from '../../web/form.js';
import { advise } from '../calendar-advice.js';
import { watcherOf } from '../guard.js';
import { readPost, takeParts } from '../read-post.js';
import { showPage } from '../show.js';
import { readCalendar } from './calendar-form.js';
import { BEGUN, CREATED } from './created.js';
import { fileRoutes, MOST_POSTED } from './file.routes.js';
import { courseFields } from './form-view.js';
import { type Origin, readOrigin } from './origin.js';
import { digestOf, previewOf } from './preview.js';
import { readChoices, takesRounds } from './semesters.js';
import { hiddenOf, showExisting, showForm } from './show-form.js';
import { showStart } from './show-start.js';

/**
 * The pages on which a contact creates a round: from an earlier one or from a file, with the calendar in a form, then a
 * look at what will come of it. Nothing is written before that is confirmed.
 */
export function newRoundRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;

  routes.use(fileRoutes(app));

  routes.get('/new-round', async (request, response) => {
    const { from, semester: asked = '', pattern = '' } = request.query;
    if (from === undefined) return showStart(app, response, { form: {}, faults: null, table: null });
    const origin = await readOrigin(manager, watcherOf(response).scope, {
      from: String(from),
      pattern: String(pattern),
    });
    if (!origin) return notFound(request, response);
    const isOffered = await takesRounds(app, String(asked));
    const semester = isOffered ? String(asked) : (await readChoices(app, origin)).proposed;
    await showForm(app, response, { origin, semester }, { form: null, faults: null });
  });

  routes.post('/new-round', takeParts(MOST_POSTED), async (request, response) => {
    const { form } = await readPost(request);
    const origin = await readOrigin(manager, watcherOf(response).scope, form);
    const { semester = '' } = form;
    if (!origin || !(await takesRounds(app, semester))) return notFound(request, response);
    if (form.step === 'dates') return showForm(app, response, { origin, semester }, { form: null, faults: null });
    if (form.step === 'edit') return showForm(app, response, { origin, semester }, { form, faults: null });
    const read = await readDraft(origin, semester, form);
    if (read.faults) return showForm(app, response, { origin, semester }, { form, faults: read.faults });
    const { draft } = read;
    const isSure = form.step === 'confirm' && form.seen === digestOf(draft);
    if (!isSure) return showPreview(response, origin, draft, form);
    const by = { actorId: watcherOf(response).id, source: origin.source };
    const created = await transact(app, (tx) => createRound(tx, draft, by));
    if (created.is === 'exists') return showExisting(app, response, created.roundId);
    const id = encodeURIComponent(created.roundId);
    const { name } = created.hasBegun ? BEGUN : CREATED;
    response.redirect(303, `/board/rounds/${id}?done=${name}&of=${id}`);
  });

  type Read = { readonly draft: RoundDraft; readonly faults: null } | { readonly faults: Faults };

  async function readDraft(origin: Origin, semester: string, form: Form): Promise<Read> {
    const { calendar, faults } = readCalendar(form, await readClock(manager), app.config.timeZone);
    const courses = courseFields(origin, form)
      .filter(({ taken }) => taken)
      .map(({ course, title, teacher }) => ({ course, title, teacher }));
    if (calendar && courses.length > 0)
      return { draft: { campusId: origin.campus.id, semester, calendar, courses }, faults: null };
    return { faults: { ...faults, ...(courses.length > 0 ? {} : { courses: 'new-round.faults.no-courses' }) } };
  }

  async function showPreview(response: Response, origin: Origin, draft: RoundDraft, form: Form): Promise<void> {
    const preview = await previewOf(app, draft, { actorId: watcherOf(response).id, source: origin.source });
    if (preview?.is === 'exists') return showExisting(app, response, preview.roundId);
    const page = { campus: origin.campus, semester: draft.semester };
    const fields = { ...form, ...origin.fields };
    if (!preview) return showPage(response, 'board-new-round-busy', { ...page, hidden: hiddenOf(fields) }, 503);
    // What is copied may have changed since it was shown.
    const isStale = form.step === 'confirm';
    const whose = { campusId: draft.campusId, endsOnWorkingDays: false };
    const speech = { locale: watcherOf(response).locale, timeZone: app.config.timeZone };
    const data = {
      ...page,
      ...preview,
      advice: await advise(manager, draft.calendar, whose, speech),
      isStale,
      hidden: hiddenOf({ ...fields, seen: digestOf(draft), step: 'confirm' }),
      again: hiddenOf({ ...fields, step: 'edit' }),
    };
    showPage(response, 'board-new-round-preview', data, isStale ? 409 : 200);
  }

  return routes;
}
