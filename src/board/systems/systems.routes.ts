import { Router } from 'express';
import { listTokens, revokeToken } from '../../api/tokens/tokens.js';
import { isUUID } from '../../links/uuid.js';
import { type App, transact } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { notFound } from '../../web/errors.js';
import { listWebhooks, removeWebhook, retryDelivery } from '../../webhooks/webhooks.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { readDeliveries, readGone } from './read-deliveries.js';

const PAGE = '/board/systems';

/** Which other systems read and are told what; each is added by the command line, and ended here as well. */
export function systemRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;

  routes.get('/systems', async (request, response) => {
    showPage(response, 'board-systems', {
      tokens: await listTokens(app.database),
      webhooks: await listWebhooks(app.database),
      gone: await readGone(manager, await readClock(manager)),
      deliveries: await readDeliveries(manager),
      said: ['revoked', 'removed', 'tried'].find((name) => request.query[name] !== undefined),
    });
  });

  routes.get('/systems/tokens/:id', async (request, response) => {
    const found = (await listTokens(app.database)).find(({ id }) => id === request.params.id);
    if (!found) return notFound(request, response);
    showPage(response, 'board-system-end', { what: 'token', name: found.name, path: `${PAGE}/tokens/${found.id}` });
  });

  routes.post('/systems/tokens/:id', async (request, response) => {
    const { id } = request.params;
    if (!isUUID(id)) return notFound(request, response);
    await transact(app, (tx) => revokeToken(tx, { id }, watcherOf(response).id));
    response.redirect(303, `${PAGE}?revoked`);
  });

  routes.get('/systems/webhooks/:id', async (request, response) => {
    const found = (await listWebhooks(app.database)).find(({ id }) => id === request.params.id);
    if (!found) return notFound(request, response);
    showPage(response, 'board-system-end', { what: 'webhook', name: found.url, path: `${PAGE}/webhooks/${found.id}` });
  });

  routes.post('/systems/webhooks/:id', async (request, response) => {
    const { id } = request.params;
    if (!isUUID(id)) return notFound(request, response);
    await transact(app, (tx) => removeWebhook(tx, id, watcherOf(response).id));
    response.redirect(303, `${PAGE}?removed`);
  });

  routes.post('/systems/deliveries/:id', async (request, response) => {
    const { id } = request.params;
    if (!isUUID(id)) return notFound(request, response);
    await transact(app, (tx) => retryDelivery(tx, id, watcherOf(response).id));
    response.redirect(303, `${PAGE}?tried`);
  });

  return routes;
}
