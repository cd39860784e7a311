import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Log } from '../platform/log.js';

/** A page for an address that does not exist. */
export function notFound(_request: Request, response: Response): void {
  response.status(404).render('not-found', { page: 'not-found' });
}

/** A page for a failure, with a reference number under which the log tells what happened. */
export function failure(log: Log) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const status = statusOf(error);
    const reference = randomUUID().slice(0, 8);
    if (status >= 500)
      log.error({ err: error, reference, method: request.method, route: request.route?.path }, 'request-failed');
    if (response.headersSent) next(error);
    else response.status(status).render('failure', { page: 'failure', reference, status });
  };
}

// Express's own refusals (a body too large, a malformed address) carry their status.
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}
