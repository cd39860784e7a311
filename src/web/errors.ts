import type { NextFunction, Request, Response } from 'express';
import type { Log } from '../platform/log.js';
import { underReference } from '../platform/reference.js';
import { readerLocale } from './locale.js';

/** Gives each request a reference number, under which the log tells of it and of what it causes. */
export function refer(_request: Request, response: Response, next: NextFunction): void {
  underReference((reference) => {
    response.locals.reference = reference;
    next();
  });
}

/** A page for an address that does not exist. */
export function notFound(_request: Request, response: Response): void {
  response.status(404).render('not-found', { page: 'not-found' });
}

/** No text in the database can hold a NUL, so nothing is at an address that has one. */
export function withoutNul(request: Request, response: Response, next: NextFunction): void {
  if (/%00/.test(request.url)) notFound(request, response);
  else next();
}

/**
 * The page for a request that failed. What the page itself explains (an address that cannot be read, a form that is too
 * large) is not logged; anything else shows the request's reference number, under which the log tells what happened.
 */
export function failure(log: Log) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const status = statusOf(error);
    const { reference } = response.locals;
    // Never the address: it can hold the signature of a link.
    const seen = { err: error, reference, status, method: request.method, route: request.route?.path };
    if (response.headersSent) {
      log.error(seen, 'answer-broken-off');
      next(error);
      return;
    }
    const page = explained(error, status) ?? 'failure';
    if (page === 'failure') {
      if (status >= 500) log.error(seen, 'request-failed');
      else log.info(seen, 'request-refused');
    }
    const locale = response.locals.locale ?? readerLocale(request);
    response
      .status(status)
      .set('Cache-Control', 'no-store')
      .render(page, { page, reference, locale }, (fault, html) => {
        if (!fault) return void response.send(html);
        log.error({ err: fault, reference }, 'page-failed');
        response.status(500).type('text').send(`${SORRY} ${reference}\n`);
      });
  };
}

// For when not even the page can be made, and with it the language that it would have had.
const SORRY = 'Noe gikk galt. Something went wrong. Referanse/reference:';

function explained(error: unknown, status: number): string | null {
  if (error instanceof URIError) return 'not-found';
  return status === 413 ? 'too-large' : null;
}

// Express's own refusals (a body too large, a malformed address) carry their status.
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}
