import { Router } from 'express';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { outlooksOf } from '../../process/offer/outlook.rule.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { readEvents } from './read-events.js';
import { outlooked, readPositionPage } from './read-position.js';
import { applicantView, sayOutlook } from './view.js';

/** Each position: what is true of its openings, its applicants in order, and what happened. */
export function positionRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;
  routes.get('/positions/:id', async (request, response) => {
    const watcher = watcherOf(response);
    const position = await readPositionPage(manager, watcher.scope, timeZone, request.params.id);
    if (!position) return notFound(request, response);
    const now = await readClock(manager);
    const speech = { locale: watcher.locale, timeZone };
    const outlooks = position.openings === null ? [] : outlooksOf(outlooked(position), now);
    showPage(response, 'board-position', {
      position,
      round: { path: `/board/rounds/${encodeURIComponent(position.roundId)}` },
      year: position.semester.slice(0, 4),
      term: position.semester.slice(4),
      outlooks: outlooks.map((outlook, index) => ({
        number: index + 1,
        is: outlook.is,
        text: sayOutlook(position, outlook, speech),
      })),
      applicants: position.applicants.map((one) => applicantView(one, position.ratedAt !== null)),
      events: await readEvents(manager, position.id),
      needsLaos: position.kind === 'learning-assistant',
    });
  });
  return routes;
}
