import type { NextFunction, Request, Response } from 'express';
import { Histogram } from 'prom-client';

const seconds = new Histogram({
  name: 'stafett_http_request_duration_seconds',
  help: 'Time from a request to its whole answer, by the pattern of its path.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
});

/** Measures each request until its answer has gone out. What never ends, such as a stream of news, is not measured. */
export function measureRequests(request: Request, response: Response, next: NextFunction): void {
  const stop = seconds.startTimer();
  response.once('finish', () =>
    stop({ method: methodOf(request), route: routeOf(request), status: response.statusCode }),
  );
  next();
}

// The pattern and never the address: addresses hold ids and signatures, and there is no end to them.
function routeOf({ route, baseUrl }: Request): string {
  return route ? `${baseUrl.toLowerCase()}${String(route.path)}` : 'other';
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const methodOf = ({ method }: Request): string => (METHODS.has(method) ? method : 'other');
