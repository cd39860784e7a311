import { type Request, type Response, Router } from 'express';
import { formOf } from '../../links/link.routes.js';
import { isUUID } from '../../links/uuid.js';
import type { Form } from '../../links/visit.js';
import { type App, transact } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { addOwnDays, removeOwnDays } from '../../rounds/days-off/own-days.js';
import { daysOffAround } from '../../rounds/days-off/read-days-off.js';
import { dateLater, localDate } from '../../rounds/wall-clock.js';
import { notFound } from '../../web/errors.js';
import { type Faults, parseForm } from '../../web/form.js';
import { readCampuses } from '../campuses.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { ALL, daysOffForm } from './days-off.form.js';
import { type OwnDaysLine, readOwnDays } from './read-own-days.js';
import { nameOf, sayDate } from './say-days-off.js';

const PAGE = '/board/days-off';

/** The days off: the public holidays of the coming year, and own ones, which are added and removed here. */
export function daysOffRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;

  routes.get('/days-off', (request, response) => show(request, response, {}, null));

  routes.post('/days-off', async (request, response) => {
    const form = formOf(request);
    const watcher = watcherOf(response);
    const given = parseForm(daysOffForm((await choicesOf(response)).map(({ id }) => id)), form);
    if (given.faults) return show(request, response, form, given.faults);
    await transact(app, (tx) => addOwnDays(tx, given.data, watcher.id));
    response.redirect(303, `${PAGE}?added`);
  });

  routes.get('/days-off/:id', async (request, response) => {
    const found = await find(request, response);
    if (!found) return notFound(request, response);
    showPage(response, 'board-days-off-remove', { ...lineOf(found, response), path: `${PAGE}/${found.id}` });
  });

  routes.post('/days-off/:id', async (request, response) => {
    const found = await find(request, response);
    if (!found) return notFound(request, response);
    await transact(app, (tx) => removeOwnDays(tx, found.id, watcherOf(response).id));
    response.redirect(303, `${PAGE}?removed`);
  });

  async function show(request: Request, response: Response, form: Form, faults: Faults | null): Promise<void> {
    const { scope, locale } = watcherOf(response);
    const now = await readClock(manager);
    const today = localDate(now, timeZone);
    const own = await readOwnDays(manager, scope, today);
    const coming = [...(await daysOffAround([], now, now, timeZone))]
      .filter(([date, { is }]) => is === 'holiday' && date >= today && date < dateLater(today, 365))
      .sort(([a], [b]) => a.localeCompare(b));
    const data = {
      own: own.map((line) => lineOf(line, response)),
      holidays: coming.map(([date, off]) => ({ date: sayDate(date, locale, timeZone), name: nameOf(off, locale) })),
      campuses: await choicesOf(response),
      all: ALL,
      form,
      faults,
      subjects: {},
      said: ['added', 'removed'].find((name) => request.query[name] !== undefined),
    };
    showPage(response, 'board-days-off', data, faults ? 422 : 200);
  }

  /** The campuses whose days somebody may set, all of them first where that is theirs to say. */
  async function choicesOf(response: Response): Promise<{ readonly id: string; readonly name: string | null }[]> {
    const { scope } = watcherOf(response);
    const campuses = await readCampuses(manager, scope);
    return scope === 'all' ? [{ id: ALL, name: null }, ...campuses] : campuses;
  }

  async function find(request: Request, response: Response): Promise<OwnDaysLine | undefined> {
    const { id } = request.params;
    if (!isUUID(String(id))) return undefined;
    return (await readOwnDays(manager, watcherOf(response).scope, '')).find((one) => one.id === id && one.isTheirs);
  }

  function lineOf(line: OwnDaysLine, response: Response) {
    const { locale } = watcherOf(response);
    const days = [...new Set([line.firstDay, line.lastDay])].map((date) => sayDate(date, locale, timeZone));
    return { ...line, days: days.join(' – ') };
  }

  return routes;
}
