import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { type RateLimitRequestHandler, rateLimit } from 'express-rate-limit';
import type { App } from '../platform/app.js';
import { Problem } from './problems.js';
import type { Scope } from './tokens/api-token.entity.js';
import { type Bearer, findToken } from './tokens/tokens.js';

const MINUTES = 10;
// A system that asks every two seconds stays below; one that loops does not.
const REQUESTS = 300;
// As for links: only misses are counted, so that whoever has a token gets in, however many guess beside them.
const MISSES = 100;

/** Who asks. */
export const bearerOf = (response: Response) => response.locals.bearer as Bearer;

/**
 * Lets in whoever presents a token, in the header alone (RFC 6750 §2.1): an address is written to histories and logs. How
 * often a token may ask is limited, and by network address how often anybody may miss.
 */
export function authenticate(app: App): RequestHandler[] {
  const misses = limitTo(MISSES);
  const byToken = limitTo(REQUESTS, (response) => bearerOf(response).id);
  const look = async (request: Request, response: Response, next: NextFunction) => {
    const token = /^Bearer +(\S+) *$/i.exec(request.get('Authorization') ?? '')?.[1];
    const bearer = token === undefined ? null : await findToken(app.database.manager, token);
    if (bearer) {
      response.locals.bearer = bearer;
      return next();
    }
    await misses(request, response, (error?: unknown) => {
      if (error) return next(error);
      app.log.info({ given: token !== undefined }, 'token-refused');
      next(unauthorized(token !== undefined));
    });
  };
  return [look, byToken];
}

/** Refuses a token that has none of these scopes (RFC 6750 §3.1). */
export const needs =
  (scope: Scope): RequestHandler =>
  (_request, response, next) => {
    if (bearerOf(response).scopes.includes(scope)) return next();
    throw new Problem(403, `The token lacks the scope ${scope}.`, {
      'WWW-Authenticate': `Bearer realm="Stafett", error="insufficient_scope", scope="${scope}"`,
    });
  };

const unauthorized = (given: boolean): Problem =>
  given
    ? new Problem(401, 'The token is unknown, revoked or expired.', {
        'WWW-Authenticate': 'Bearer realm="Stafett", error="invalid_token"',
      })
    : new Problem(401, 'Send a token: Authorization: Bearer stafett_…', {
        'WWW-Authenticate': 'Bearer realm="Stafett"',
      });

function limitTo(limit: number, keyOf?: (response: Response) => string): RateLimitRequestHandler {
  return rateLimit({
    windowMs: MINUTES * 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Proxies name the caller's address in headers that anybody can write; they are not believed here, whatever they say.
    validate: { xForwardedForHeader: false, forwardedHeader: false, ip: false },
    ...(keyOf && { keyGenerator: (_request, response) => keyOf(response as Response) }),
    handler: (_request, _response, next) =>
      next(new Problem(429, `That was too often. Wait up to ${MINUTES} minutes; Retry-After says how many seconds.`)),
  });
}
