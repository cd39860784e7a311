import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Log } from '../platform/log.js';
import { watcherOf } from './guard.js';
import { showPage } from './show.js';

/** Lets in to the machinery whom it is for. */
export const operatorsOnly =
  (log: Log): RequestHandler =>
  (request: Request, response: Response, next: NextFunction) => {
    if (watcherOf(response).mayOperate) next();
    else forbid(log, request, response, 'machinery');
  };

/** Keeps whoever only runs Stafett out of the recruitment; the first page is theirs all the same, and is the machinery. */
export const notForOperators =
  (log: Log): RequestHandler =>
  (request: Request, response: Response, next: NextFunction) => {
    if (!watcherOf(response).onlyOperates) next();
    else if (request.method === 'GET' && request.path === '/') response.redirect(303, '/board/machinery');
    else forbid(log, request, response, 'recruitment');
  };

function forbid(log: Log, request: Request, response: Response, what: 'machinery' | 'recruitment'): void {
  log.info({ person: watcherOf(response).id, what }, 'role-refused');
  // Called by script, which would take the page for an answer.
  if (request.originalUrl.startsWith('/board/jobs/api/')) response.status(403).json({ error: 'Not for you.' });
  else showPage(response, 'board-forbidden', { what }, 403);
}
