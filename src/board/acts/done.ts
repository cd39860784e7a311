import type { NextFunction, Request, Response } from 'express';
import type { Act } from './act.js';

/** What was done, by a name that has a text `acts.<name>.done`, and the act that takes it back. */
export type Done = Pick<Act, 'name' | 'undo'>;

/** Lets the page to which an act leads back say that it was done, with the way to take it back. */
export function tellDone(acts: readonly Done[]) {
  const byName = new Map(acts.map((act) => [act.name, act]));
  return (request: Request, response: Response, next: NextFunction): void => {
    const act = byName.get(String(request.query.done ?? ''));
    const id = encodeURIComponent(String(request.query.of ?? ''));
    if (act) response.locals.done = { act: act.name, undo: act.undo, id };
    next();
  };
}
