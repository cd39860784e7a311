import { Router } from 'express';
import type { App } from '../platform/app.js';
import { readClock } from '../platform/clock.js';
import { trouble } from '../platform/trouble.js';
import { within } from '../platform/within.js';

// Shorter than what those who ask commonly wait.
const ANSWER_MS = 2_000;

/**
 * `/healthz`: the process answers. `/readyz`: what it needs answers too, by the name of each check; within two seconds, also
 * when a store hangs. The log tells once that a check fails, and once that it does no more.
 */
export function healthRoutes(app: App, checks: Readonly<Record<string, () => Promise<unknown>>>): Router {
  const all = Object.entries({ database: () => readClock(app.database.manager), ...checks }).map(([name, work]) => {
    const check = within(ANSWER_MS, work);
    const failing = trouble(
      (error) => app.log.error({ err: error, check: name }, 'not-ready'),
      () => app.log.info({ check: name }, 'ready-again'),
    );
    return async () => {
      const error = await check().then(
        () => null,
        (reason: unknown) => reason ?? 'no reason',
      );
      if (error === null) failing.ends();
      else failing.begins(error);
      return [name, error === null ? 'ok' : 'failing'] as const;
    };
  });
  const routes = Router();
  routes.get('/healthz', (_request, response) => {
    response.type('text').send('ok\n');
  });
  routes.get('/readyz', async (_request, response) => {
    const results = await Promise.all(all.map((check) => check()));
    const ready = results.every(([, result]) => result === 'ok');
    response.status(ready ? 200 : 503).json(Object.fromEntries(results));
  });
  return routes;
}
