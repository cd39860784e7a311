import { Router } from 'express';
import { contentDisposition } from '../../links/disposition.js';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { fileOf, SHEET_TYPES, sheetType } from '../../platform/sheet.js';
import { countTables, readTable, roundTable } from '../../rounds/files/read-table.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { readRound } from '../rounds/read-rounds.js';
import { roundView } from '../rounds/view.js';
import { showPage } from '../show.js';

/** A round as files: each of its tables, for a spreadsheet. */
export function fileRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;

  routes.get('/rounds/:id/files', async (request, response) => {
    const round = await readRound(manager, watcherOf(response).scope, timeZone, request.params.id);
    if (!round) return notFound(request, response);
    const now = await readClock(manager);
    showPage(response, 'board-files', { round: roundView(round, now), tables: await countTables(manager, round.id) });
  });

  routes.get('/rounds/:id/files/:table.:type', async (request, response) => {
    const { scope, locale } = watcherOf(response);
    const round = await readRound(manager, scope, timeZone, request.params.id);
    const table = roundTable(request.params.table);
    const type = sheetType(request.params.type);
    if (!round || !table || !type) return notFound(request, response);
    const sheet = await readTable(manager, table, round.id, { locale, timeZone });
    response.set({
      'Content-Type': SHEET_TYPES[type],
      'Content-Disposition': contentDisposition(`${round.id} ${sheet.name}.${type}`),
    });
    response.send(await fileOf(sheet, type, locale));
  });

  return routes;
}
