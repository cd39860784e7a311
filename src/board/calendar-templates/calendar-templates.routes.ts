import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { formOf } from '../../links/link.routes.js';
import type { Form } from '../../links/visit.js';
import { type App, transact } from '../../platform/app.js';
import { message } from '../../platform/messages.js';
import { placesOf } from '../../rounds/copy/places.rule.js';
import { isAutumn } from '../../rounds/copy/semester.rule.js';
import {
  readTemplates,
  removeTemplate,
  renameTemplate,
  saveTemplate,
  type Template,
} from '../../rounds/templates/templates.js';
import { notFound } from '../../web/errors.js';
import { type Faults, line, parseForm } from '../../web/form.js';
import { watcherOf } from '../guard.js';
import { readModel } from '../new-round/read-source.js';
import { showPage } from '../show.js';
import { campusesOf, type Scope } from '../watcher.js';
import { showTemplate, usualTemplates } from './show-template.js';

const PAGE = '/board/calendar-templates';
const NAME_TAKEN = { name: 'calendar-templates.faults.taken' };

const named = z.object({
  name: line('calendar-templates.faults.name').pipe(z.string().max(80, 'calendar-templates.faults.long')),
});

/** Whether somebody may rename and remove a template: one of a campus of theirs; the faculty all. */
const keeps = (scope: Scope, { campus }: Template) =>
  scope === 'all' || (campus !== null && scope.campusIds.includes(campus.id));

/** The calendars that are kept as templates for new rounds. */
export function calendarTemplateRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;

  routes.get('/calendar-templates', async (request, response) => {
    showPage(response, 'board-calendar-templates', {
      templates: await readTemplates(manager, campusesOf(watcherOf(response).scope)),
      usual: usualTemplates(),
      said: ['saved', 'removed'].find((one) => request.query[one] !== undefined),
    });
  });

  routes.get('/calendar-templates/new', async (request, response) => {
    const { scope, locale } = watcherOf(response);
    const round = await readModel(manager, scope, String(request.query.from));
    if (!round) return notFound(request, response);
    await showNew(request, response, {
      from: round.id,
      name: message(locale, 'board', 'calendar-templates.new.name', {
        campus: round.campus.name,
        autumn: String(isAutumn(round.semester)),
      }),
    });
  });

  routes.post('/calendar-templates', async (request, response) => {
    const form = formOf(request);
    const { id: actorId, scope } = watcherOf(response);
    const round = await readModel(manager, scope, form.from ?? '');
    const places = round && placesOf(round.calendar, round.semester);
    if (!round || !places) return notFound(request, response);
    const { data, faults } = parseForm(named, form);
    if (!data) return showNew(request, response, form, faults);
    const campusId = scope === 'all' && form.for === 'faculty' ? null : round.campus.id;
    const template = { ...data, roundId: round.id, campusId, semester: round.semester, places, actorId };
    const saved = await transact(app, (tx) => saveTemplate(tx, template));
    if (!saved) return showNew(request, response, form, NAME_TAKEN);
    response.redirect(303, `${PAGE}/${saved}?saved`);
  });

  routes.get('/calendar-templates/:id', async (request, response) => {
    const template = await find(response, request.params.id);
    if (!template) return notFound(request, response);
    const said = ['saved', 'renamed'].find((one) => request.query[one] !== undefined);
    await showTemplate(app, response, { template, mayChange: mayChange(response, template), said });
  });

  routes.post('/calendar-templates/:id', async (request, response) => {
    const template = await find(response, request.params.id);
    if (!template || !mayChange(response, template)) return notFound(request, response);
    const { id: actorId } = watcherOf(response);
    const form = formOf(request);
    if (form.step === 'remove') {
      await transact(app, (tx) => removeTemplate(tx, template.id, actorId));
      return response.redirect(303, `${PAGE}?removed`);
    }
    const again = (faults: Faults) => showTemplate(app, response, { template, mayChange: true, form, faults });
    const { data, faults } = parseForm(named, form);
    if (!data) return again(faults);
    const renamed = await transact(app, (tx) => renameTemplate(tx, template, data.name, actorId));
    if (!renamed) return again(NAME_TAKEN);
    response.redirect(303, `${PAGE}/${template.id}?renamed`);
  });

  async function find(response: Response, id: string | undefined): Promise<Template | undefined> {
    const templates = await readTemplates(manager, campusesOf(watcherOf(response).scope));
    return [...usualTemplates(), ...templates].find((one) => one.id === id);
  }

  const mayChange = (response: Response, template: Template) =>
    !usualTemplates().some(({ id }) => id === template.id) && keeps(watcherOf(response).scope, template);

  /** The form in which a round's calendar is kept as a template. */
  async function showNew(request: Request, response: Response, form: Form, faults: Faults | null = null) {
    const { scope } = watcherOf(response);
    const round = await readModel(manager, scope, form.from ?? '');
    if (!round) return notFound(request, response);
    const data = { round, form, mayShare: scope === 'all', isShared: form.for === 'faculty', faults, subjects: {} };
    showPage(response, 'board-calendar-template-new', data, faults ? 422 : 200);
  }

  return routes;
}
