import { timingSafeEqual } from 'node:crypto';
import type { Queue } from 'bullmq';
import { type Request, Router } from 'express';
import { collectDefaultMetrics, Registry, register } from 'prom-client';
import type { App } from '../../platform/app.js';
import { standing } from './standing.js';

const LOOPBACK = /^(127(\.\d+){3}|::1|::ffff:127(\.\d+){3})$/;

/**
 * `/metrics` for Prometheus: what this process counts, and how the whole system stands. Only for who asks from this very
 * machine, or has METRICS_TOKEN; to all others there is no such page.
 */
export function metricsRoutes(app: App, queues: readonly Queue[]): Router {
  const own = new Registry();
  collectDefaultMetrics({ register: own });
  const read = standing(app, queues, own);
  const all = Registry.merge([register, own]);
  const routes = Router();
  routes.get('/metrics', async (request, response, next) => {
    if (!mayRead(request, app.config.metricsToken)) return next();
    await read();
    response
      .set('Cache-Control', 'no-store')
      .type(all.contentType)
      .send(await all.metrics());
  });
  return routes;
}

function mayRead(request: Request, token: string | undefined): boolean {
  // Behind a proxy of this machine everybody calls from here; the proxy says who it was.
  if (LOOPBACK.test(request.ip ?? '')) return true;
  const given = /^Bearer (.+)$/i.exec(request.get('Authorization') ?? '')?.[1];
  return token !== undefined && given !== undefined && isSame(given, token);
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
