import { type Request, type Response, Router } from 'express';
import { issueLink } from '../../links/issue.js';
import type { Purpose } from '../../links/link.entity.js';
import { keepOpen } from '../../links/link.routes.js';
import { type App, transact } from '../../platform/app.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { campusesOf } from '../watcher.js';

/**
 * The pages on which a contact does what was asked of others: each post gives her a link of her own, as she gets by mail
 * when they are late, and opens it in this browser. What she does there is done in her name.
 */
export function onBehalfRoutes(app: App): Router {
  const routes = Router();
  routes.post('/positions/:id/rating', (request, response) =>
    openPage(
      request,
      response,
      'rating',
      `select 1 from position p join round r on r.id = p.round_id
       where p.id = $1 and ($2::text[] is null or r.campus_id = any($2)) and p.announced_at is not null`,
    ),
  );
  routes.post('/rounds/:id/report', (request, response) =>
    openPage(
      request,
      response,
      'report',
      `select 1 from round r where r.id = $1 and ($2::text[] is null or r.campus_id = any($2))`,
    ),
  );

  async function openPage(request: Request, response: Response, purpose: Purpose, sql: string): Promise<void> {
    const subject = String(request.params.id);
    const { id: personId, scope } = watcherOf(response);
    const found = await app.database.query<unknown[]>(sql, [subject, campusesOf(scope)]);
    if (found.length === 0) return notFound(request, response);
    const link = await transact(app, (tx) => issueLink(tx, { personId, purpose, subject }));
    keepOpen(app, response, link);
    response.redirect(303, `/l/${link}`);
  }

  return routes;
}
