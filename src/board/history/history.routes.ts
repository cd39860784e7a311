import { Router } from 'express';
import { contentDisposition } from '../../links/disposition.js';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { fileOf, SHEET_TYPES, sheetType } from '../../platform/sheet.js';
import { notFound } from '../../web/errors.js';
import { readCampuses } from '../campuses.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import type { Watcher } from '../watcher.js';
import { readFilter } from './filter.js';
import { historySheet } from './history-sheet.js';
import { readHistory } from './read-history.js';
import { factsOf, TABLES, tableOf } from './tables.js';
import { historyView } from './view.js';

/** How the rounds went, semester over semester: to look at and to take away. */
export function historyRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;

  const read = async ({ scope }: Watcher, query: Readonly<Record<string, unknown>>) => {
    const campuses = await readCampuses(manager, scope);
    const asked = readFilter(query);
    const filter = { ...asked, campus: campuses.some(({ id }) => id === asked.campus) ? asked.campus : null };
    const now = await readClock(manager);
    return { campuses, filter, history: await readHistory(manager, { scope, campusId: filter.campus, now, timeZone }) };
  };

  routes.get('/history', async (request, response) => {
    const watcher = watcherOf(response);
    const { campuses, filter, history } = await read(watcher, request.query);
    showPage(response, 'board-history', historyView(history, { campuses, filter, locale: watcher.locale }));
  });

  routes.get('/history/:table.:type', async (request, response) => {
    const watcher = watcherOf(response);
    const name = TABLES.find((table) => table === request.params.table);
    const type = sheetType(request.params.type);
    if (!name || !type) return notFound(request, response);
    const { campuses, history } = await read(watcher, request.query);
    const names = new Map(campuses.map((campus) => [campus.id, campus.name]));
    const sheet = historySheet(tableOf(name, factsOf(history)), names, watcher.locale);
    response.set({
      'Content-Type': SHEET_TYPES[type],
      'Content-Disposition': contentDisposition(`${sheet.name}.${type}`),
    });
    response.send(await fileOf(sheet, type, watcher.locale));
  });

  return routes;
}
