import { Router } from 'express';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { readHome } from './read-home.js';
import { homeView } from './view.js';

/** The board's first page: what has to be put right, and each round as a line of its seven stages. */
export function homeRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  routes.get('/', async (request, response) => {
    const watcher = watcherOf(response);
    const now = await readClock(manager);
    const home = await readHome(manager, app.config, watcher, now);
    showPage(response, 'board-rounds', {
      now,
      here: request.originalUrl,
      ...homeView(home, { ...app.config, locale: watcher.locale, now }),
    });
  });
  return routes;
}
