import { createHash } from 'node:crypto';
import { Router } from 'express';
import { watcherById } from '../board/watcher.js';
import { answerMisses } from '../links/misses.js';
import type { App } from '../platform/app.js';
import type { Part } from '../web/web.js';
import { type FoundFeed, findFeed } from './feeds.js';
import { readFeedRounds } from './read-rounds.js';
import { writeEndedFeed, writeFeed } from './write-feed.js';

const PATH = '/calendar';

/** The address of a feed by its secret, which is all that opens it. */
export const feedAddress = (baseUrl: string, secret: string) => `${baseUrl}${PATH}/${secret}.ics`;

/**
 * The feeds that calendar programs fetch: often, without cookies, and from the servers of whoever runs them. Whose it is and
 * what they may see is read each time.
 */
export function calendarFeedPart(app: App): Part {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone, baseUrl } = app.config;
  const missed = answerMisses(app);

  routes.get('/:secret.ics', async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const feed = await findFeed(manager, String(request.params.secret));
    if (!feed) return missed(request, response, 'feed-unknown');
    const body = await bodyOf(feed);
    response.set({
      'Content-Type': 'text/calendar; charset=utf-8',
      // To be asked about each time, and kept by nobody in between.
      'Cache-Control': 'private, no-cache',
      ETag: `"${createHash('sha256').update(body).digest('base64url')}"`,
    });
    if (request.fresh) response.status(304).end();
    else response.send(body);
  });

  async function bodyOf({ personId, locale, endedAt, now }: FoundFeed): Promise<string> {
    const site = { locale, timeZone, baseUrl };
    const watcher = endedAt ? null : await watcherById(manager, personId);
    if (!watcher || watcher.onlyOperates) return writeEndedFeed(endedAt ?? now, site);
    return writeFeed(await readFeedRounds(manager, watcher.scope, timeZone), site);
  }

  return { path: PATH, routes };
}
