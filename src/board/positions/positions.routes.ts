import { Router } from 'express';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { type Outlook, outlooksOf } from '../../process/offer/outlook.rule.js';
import { takesRating } from '../../process/rating/rating.rule.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { readEvents } from './read-events.js';
import { outlooked, type PositionPage, readPositionPage } from './read-position.js';
import { actsAbout, applicantView, type Doable, sayOutlook } from './view.js';

/** Each position: what is true of its openings, its applicants in order, what happened, and what can be done. */
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
    // In a paused round no time runs out.
    const outlooks =
      position.openings === null ? [] : outlooksOf(outlooked(position), position.pausedAt ?? now, timeZone);
    const { offersAt, closesAt } = position.instants;
    const mayOffer = position.ratedAt !== null && !position.pausedAt && now >= offersAt && now < closesAt;
    showPage(response, 'board-position', {
      position,
      path: `/board/positions/${encodeURIComponent(position.id)}`,
      round: { path: `/board/rounds/${encodeURIComponent(position.roundId)}` },
      year: position.semester.slice(0, 4),
      term: position.semester.slice(4),
      outlooks: outlooks.map((outlook, index) => ({
        number: index + 1,
        is: outlook.is,
        text: sayOutlook(position, outlook, speech),
      })),
      applicants: position.applicants.map((one) => {
        const view = applicantView(one, position.ratedAt !== null);
        return { ...view, acts: position.pausedAt ? [] : actsAbout(view, mayOffer) };
      }),
      acts: position.pausedAt ? [] : actsOn(position, outlooks, now),
      mayRate:
        !position.pausedAt &&
        position.announced &&
        position.applicants.some(({ withdrawnAt }) => withdrawnAt === null) &&
        takesRating(position.instants, position.settledAt !== null, now),
      events: await readEvents(manager, position.id),
      needsLaos: position.kind === 'learning-assistant',
    });
  });
  return routes;
}

/** What can be done about a position as a whole. */
function actsOn({ id, openings, demand, instants }: PositionPage, outlooks: readonly Outlook[], now: Date): Doable[] {
  const isSilent = demand === 'silent' && now < instants.reportDue;
  const waits = isSilent || outlooks.some(({ is }) => is === 'offered' || is === 'unrated');
  return [
    ...(waits ? [{ act: 'remind-now', id }] : []),
    ...(openings === null ? [] : [{ act: 'change-openings', id }]),
    ...(outlooks.some(({ is }) => is === 'unrated') ? [{ act: 'extend-rating', id }] : []),
    { act: 'replace-teacher', id },
  ];
}
