import { Router } from 'express';
import { contentDisposition } from '../../links/disposition.js';
import { plainLine } from '../../outbox/told.js';
import type { Locale } from '../../people/person.entity.js';
import type { App } from '../../platform/app.js';
import { message } from '../../platform/messages.js';
import { fileOf, SHEET_TYPES, sheetType } from '../../platform/sheet.js';
import { readRecord } from '../../process/offer/read-record.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { readPositionPage } from './read-position.js';
import { sayRecord } from './say-record.js';

const COLUMNS = ['at', 'what', 'why', 'who', 'reason'] as const;

/** Of a position, that its offers went by the list, to be checked by anybody: to read, to print and as a file. */
export function recordRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;

  async function read(scope: Parameters<typeof readPositionPage>[1], id: string, locale: Locale) {
    const position = await readPositionPage(manager, scope, timeZone, id);
    if (!position) return null;
    const record = await readRecord(manager, id);
    return { position, record, ...(await sayRecord(manager, record, { locale, timeZone })) };
  }

  routes.get('/positions/:id/record', async (request, response) => {
    const { scope, locale } = watcherOf(response);
    const found = await read(scope, request.params.id, locale);
    if (!found) return notFound(request, response);
    showPage(response, 'board-record', found);
  });

  routes.get('/positions/:id/record.:type', async (request, response) => {
    const { scope, locale } = watcherOf(response);
    const found = await read(scope, request.params.id, locale);
    const type = sheetType(request.params.type);
    if (!found || !type) return notFound(request, response);
    const name = message(locale, 'board', 'record.file');
    const sheet = {
      name,
      header: COLUMNS.map((column) => message(locale, 'board', `record.${column}`)),
      rows: found.lines.map((line) => COLUMNS.map((column) => plainLine(line[column]))),
      widths: [36, 48, 60, 28, 48],
    };
    response.set({
      'Content-Type': SHEET_TYPES[type],
      'Content-Disposition': contentDisposition(`${found.position.course} ${name}.${type}`),
    });
    response.send(await fileOf(sheet, type, locale));
  });

  return routes;
}
