import { Router } from 'express';
import { contentDisposition } from '../../links/disposition.js';
import { isUUID } from '../../links/uuid.js';
import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { exportPage } from '../../privacy/export-page.js';
import { exportPerson } from '../../privacy/export-person.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';

const TYPES = { html: 'text/html; charset=utf-8', json: 'application/json; charset=utf-8' } as const;

const isType = (type: string): type is keyof typeof TYPES => Object.hasOwn(TYPES, type);

/**
 * All about somebody as a file, to be handed to them by the faculty. It is asked for by a post, since it is written down
 * who took it out.
 */
export function personExportRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;

  routes.post('/people/:id/export.:type', async (request, response) => {
    const { id, type } = request.params;
    const { id: actorId, scope } = watcherOf(response);
    if (scope !== 'all' || !isType(type) || !isUUID(id)) return notFound(request, response);
    const told = await exportPerson(manager, id, app.config.retention);
    if (!told) return notFound(request, response);
    await transact(app, (tx) => recordEvents(tx, [{ kind: 'person-exported', actorId, personId: id, data: { type } }]));
    response.set({
      'Content-Type': TYPES[type],
      'Content-Disposition': contentDisposition(`stafett ${told.at.toISOString().slice(0, 10)}.${type}`),
    });
    response.send(type === 'html' ? exportPage(told, app.config.timeZone) : `${JSON.stringify(told, null, 2)}\n`);
  });

  return routes;
}
