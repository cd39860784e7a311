import { Router } from 'express';
import { contentDisposition } from '../../links/disposition.js';
import type { Locale } from '../../people/person.entity.js';
import type { App } from '../../platform/app.js';
import { catalogue, message } from '../../platform/messages.js';
import { fileOf, SHEET_TYPES, sheetType } from '../../platform/sheet.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { readRoundHeads } from '../rounds/read-rounds.js';
import { showPage } from '../show.js';
import { eventsSheet } from './events-sheet.js';
import { readFilter, searchOf } from './filter.js';
import { readEvents } from './read-events.js';

const PAGE = '/board/events';
const ON_PAGE = 100;
const IN_FILE = 50_000;

const WORDS = 'happenings.';

/** Every kind of event, in the order of its words. */
const kindsIn = (locale: Locale): string[] =>
  [...catalogue(locale, 'board').keys()]
    .filter((key) => key.startsWith(WORDS))
    .sort((a, b) => message(locale, 'board', a).localeCompare(message(locale, 'board', b), locale))
    .map((key) => key.slice(WORDS.length));

/** The log: who did what, when and why, to filter and to take away. */
export function eventRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;

  routes.get('/events', async (request, response) => {
    const { scope, locale } = watcherOf(response);
    const filter = readFilter(request.query);
    const found = await readEvents(manager, scope, filter, { timeZone, most: ON_PAGE + 1 });
    const events = found.slice(0, ON_PAGE);
    const last = events.at(-1);
    const whole = { ...filter, before: null };
    showPage(response, 'board-events', {
      events,
      filter,
      isSet: searchOf(whole) !== '',
      kinds: kindsIn(locale).map((kind) => ({ kind, here: kind === filter.kind })),
      rounds: (await readRoundHeads(manager, scope, timeZone)).map(({ id, campus, semester }) => ({
        id,
        campus,
        semester,
        here: id === filter.round,
      })),
      newest: filter.before === null ? null : PAGE + searchOf(whole),
      older: found.length > ON_PAGE && last ? PAGE + searchOf({ ...filter, before: last.id }) : null,
      csv: `${PAGE}.csv${searchOf(whole)}`,
      xlsx: `${PAGE}.xlsx${searchOf(whole)}`,
      most: IN_FILE,
    });
  });

  routes.get('/events.:type', async (request, response) => {
    const { scope, locale } = watcherOf(response);
    const type = sheetType(request.params.type);
    if (!type) return notFound(request, response);
    const filter = { ...readFilter(request.query), before: null };
    const events = await readEvents(manager, scope, filter, { timeZone, most: IN_FILE });
    const sheet = eventsSheet(events, { locale, timeZone });
    response.set({
      'Content-Type': SHEET_TYPES[type],
      'Content-Disposition': contentDisposition(`${sheet.name}.${type}`),
    });
    response.send(await fileOf(sheet, type, locale));
  });

  return routes;
}
