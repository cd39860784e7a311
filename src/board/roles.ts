import type { NextFunction, Request, Response } from 'express';
import { watcherOf } from './guard.js';
import { showPage } from './show.js';

/** Lets in to the machinery whom it is for. */
export function operatorsOnly(request: Request, response: Response, next: NextFunction): void {
  if (watcherOf(response).mayOperate) next();
  else forbid(request, response, 'machinery');
}

/** Keeps whoever only runs Stafett out of the recruitment; the first page is theirs all the same, and is the machinery. */
export function notForOperators(request: Request, response: Response, next: NextFunction): void {
  if (!watcherOf(response).onlyOperates) next();
  else if (request.method === 'GET' && request.path === '/') response.redirect(303, '/board/machinery');
  else forbid(request, response, 'recruitment');
}

function forbid(request: Request, response: Response, what: 'machinery' | 'recruitment'): void {
  // Called by script, which would take the page for an answer.
  if (request.originalUrl.startsWith('/board/jobs/api/')) response.status(403).json({ error: 'Not for you.' });
  else showPage(response, 'board-forbidden', { what }, 403);
}
