import { Router } from 'express';
import { z } from 'zod';
import { formOf } from '../../links/link.routes.js';
import { type App, transact } from '../../platform/app.js';
import { parseForm } from '../../web/form.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { endSessions } from './end-sessions.js';
import { IDLE_HOURS } from './idle.js';
import { readSessions } from './read-sessions.js';
import { SESSION_HOURS } from './session.js';

const PAGE = '/board/sessions';
const one = z.object({ key: z.string().length(64) });

/** Where somebody is signed in, to sign out there from here. */
export function sessionRoutes(app: App): Router {
  const routes = Router();

  routes.get('/sessions', async (request, response) => {
    const watcher = watcherOf(response);
    const sessions = await readSessions(app.database.manager, watcher, request.sessionID);
    const own = sessions.filter(({ personId }) => personId === watcher.id);
    showPage(response, 'board-sessions', {
      own,
      elsewhere: own.length > 1,
      others: sessions.filter(({ personId }) => personId !== watcher.id),
      idleHours: IDLE_HOURS,
      hours: SESSION_HOURS,
      ended: request.query.ended !== undefined,
    });
  });

  routes.post('/sessions', async (request, response) => {
    const { data } = parseForm(one, formOf(request));
    const which = data ?? { allBut: request.sessionID };
    await transact(app, (tx) => endSessions(tx, watcherOf(response), which));
    response.redirect(303, `${PAGE}?ended`);
  });

  return routes;
}
