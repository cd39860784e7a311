import { Router } from 'express';
import { z } from 'zod';
import { feedAddress } from '../../feeds/calendar-feed.part.js';
import { makeFeed, readFeed, revokeFeed } from '../../feeds/feeds.js';
import { formOf } from '../../links/link.routes.js';
import { type App, transact } from '../../platform/app.js';
import { parseForm } from '../../web/form.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';

const PAGE = '/board/calendar-feed';

const wish = z.discriminatedUnion('step', [
  /** `replaces` is the id of the feed that its sender saw; empty when she saw none. */
  z.object({ step: z.literal('make'), replaces: z.guid().or(z.literal('')) }),
  z.object({ step: z.literal('revoke') }),
]);

/** The page on which a watcher makes an address for her calendar program, replaces or revokes it. */
export function calendarFeedRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;

  routes.get('/calendar-feed', async (request, response) => {
    showPage(response, 'board-calendar-feed', {
      feed: await readFeed(manager, watcherOf(response).id),
      said: ['revoked', 'again'].find((name) => request.query[name] !== undefined),
    });
  });

  routes.post('/calendar-feed', async (request, response) => {
    const { id } = watcherOf(response);
    const { data } = parseForm(wish, formOf(request));
    if (!data) return response.redirect(303, PAGE);
    if (data.step === 'revoke') {
      await transact(app, (tx) => revokeFeed(tx, id));
      return response.redirect(303, `${PAGE}?revoked`);
    }
    const { replaces } = data;
    const secret = await transact(app, (tx) => makeFeed(tx, id, replaces || null));
    // Sent twice: the first answer has the address that works.
    if (!secret) return response.redirect(303, `${PAGE}?again`);
    const feed = await readFeed(manager, id);
    showPage(response, 'board-calendar-feed', { feed, address: feedAddress(app.config.baseUrl, secret) });
  });

  return routes;
}
