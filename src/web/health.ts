import { Router } from 'express';
import type { App } from '../platform/app.js';
import { readClock } from '../platform/clock.js';

/** `/healthz`: the process answers. `/readyz`: what it needs answers too. */
export function healthRoutes(app: App, checks: Readonly<Record<string, () => Promise<unknown>>>): Router {
  const routes = Router();
  routes.get('/healthz', (_request, response) => {
    response.type('text').send('ok\n');
  });
  routes.get('/readyz', async (_request, response) => {
    const all = { database: () => readClock(app.database.manager), ...checks };
    const results = await Promise.all(
      Object.entries(all).map(async ([name, check]) => {
        try {
          await check();
          return [name, 'ok'] as const;
        } catch (error) {
          app.log.warn({ err: error, check: name }, 'not-ready');
          return [name, 'failing'] as const;
        }
      }),
    );
    const ready = results.every(([, result]) => result === 'ok');
    response.status(ready ? 200 : 503).json(Object.fromEntries(results));
  });
  return routes;
}
