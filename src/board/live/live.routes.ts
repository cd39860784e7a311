import { type Request, type Response, Router } from 'express';
import type { App } from '../../platform/app.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { readRound } from '../rounds/read-rounds.js';
import type { Live } from './live.js';
import type { Change } from './read-changes.js';

// Often enough for a proxy to believe that the connection lives.
const HEARTBEAT_MS = 25_000;
// The browser then comes again by itself, and what the watcher may see is read anew.
const LIFE_MS = 10 * 60_000;

/**
 * `/live`: a stream that tells a page when to ask for itself again, of one round (`?round=`) or of all that one may see. It
 * says no more than that: what is new the page gets by the same way, and with the same guard, as before.
 */
export function liveRoutes(app: App, live: Live): Router {
  const routes = Router();
  routes.get('/live', async (request: Request, response: Response) => {
    const { scope } = watcherOf(response);
    const { round } = request.query;
    const roundId = typeof round === 'string' ? round : null;
    if (roundId !== null && !(await readRound(app.database.manager, scope, app.config.timeZone, roundId)))
      return notFound(request, response);
    const wants = (change: Change) =>
      (roundId === null || change.roundId === roundId) &&
      (scope === 'all' || (change.campusId !== null && scope.campusIds.includes(change.campusId)));
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    const life = setTimeout(() => response.end(), LIFE_MS);
    response.once('close', () => {
      clearInterval(heartbeat);
      clearTimeout(life);
    });
    // No proxy may hold it back until there is more.
    response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    const leave = await live.listen({
      sessionId: request.sessionID,
      wants,
      changed: () => response.write('event: change\ndata: new\n\n'),
      end: () => response.end(),
    });
    if (response.closed) return leave();
    response.once('close', leave);
    if (response.writableEnded) return;
    response.flushHeaders();
    response.write('retry: 3000\n\n');
  });
  return routes;
}
