import type { Response } from 'express';

/** Renders a page of the board: `templates/pages/<name>.hbs`, its texts from the board's catalogue. */
export function showPage(response: Response, name: string, data: object, status = 200): void {
  const { watcher, done } = response.locals;
  response.status(status).render(name, { catalogue: 'board', page: name, watcher, done, ...data });
}
