import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { App } from '../platform/app.js';
import { HOME, signInPath } from './return-to.js';
import { isInUse } from './sessions/idle.js';
import { type Watcher, watcherById } from './watcher.js';

/**
 * Lets in who is signed in and may still watch; sends others to the sign-in, which returns to the page they wanted.
 * Roles are read anew each time, so that a contact who is replaced is out at once.
 */
export function guard(app: App): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction) => {
    const watcher = await currentWatcher(app, request);
    if (watcher) {
      response.locals.watcher = watcher;
      response.locals.locale = watcher.locale;
      return next();
    }
    // Called by script, which would take the sign-in page for an answer.
    if (request.path.startsWith('/jobs/api/') || request.path === '/live')
      return void response.status(401).json({ error: 'Signed out.' });
    response.redirect(303, signInPath(request.method === 'GET' ? request.originalUrl : HOME));
  };
}

/** Who is signed in in this browser. */
export async function currentWatcher(app: App, request: Request): Promise<Watcher | null> {
  const id = request.session.personId;
  const { manager } = app.database;
  return id && (await isInUse(manager, request)) ? await watcherById(manager, id) : null;
}

/** Who asks for a guarded page. */
export const watcherOf = (response: Response) => response.locals.watcher as Watcher;
