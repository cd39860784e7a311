import { Router } from 'express';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { readOverloaded } from './read-overloaded.js';
import { readPositions } from './read-positions.js';
import { readRound, readRounds } from './read-rounds.js';
import { calendarView, positionView, roundView } from './view.js';

/** The list of rounds, and each round with its calendar, positions and offers. */
export function roundRoutes(app: App): Router {
  const routes = Router();
  const { timeZone, hoursLimit } = app.config;
  const { manager } = app.database;

  routes.get('/', async (_request, response) => {
    const now = await readClock(manager);
    const rounds = await readRounds(manager, watcherOf(response).scope, timeZone);
    showPage(response, 'board-rounds', { now, rounds: rounds.map((round) => roundView(round, now)) });
  });

  routes.get('/rounds/:id', async (request, response) => {
    const round = await readRound(manager, watcherOf(response).scope, timeZone, request.params.id);
    if (!round) return notFound(request, response);
    const now = await readClock(manager);
    const positions = await readPositions(manager, round.id);
    const overloaded = await readOverloaded(manager, round, hoursLimit);
    showPage(response, 'board-round', {
      now,
      round: roundView(round, now),
      calendar: calendarView(round, now),
      overloaded,
      hoursLimit,
      positions: positions.map((position) => positionView(position, timeZone)),
    });
  });

  return routes;
}
