import type { Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { App } from '../platform/app.js';
import { isUUID } from './uuid.js';

const MINUTES = 10;
// What a university behind one address may come to with old tabs and links that a mail program has cut.
const MISSES = 500;

/**
 * What nobody may have meant: an address that no mail holds, a page that this browser has not opened by its mail, or the
 * address of a calendar that there is not.
 */
export type Miss = 'link-unknown' | 'link-unopened' | 'feed-unknown';

const STATUS: Readonly<Record<Miss, number>> = { 'link-unknown': 404, 'link-unopened': 403, 'feed-unknown': 404 };

/**
 * Answers whoever misses a link, and logs it. Beyond a limit by network address the answer is that there are too many:
 * only misses are counted and only misses refused, so that whoever has a link gets in, however many guess beside them.
 */
export function answerMisses(app: App): (request: Request, response: Response, miss: Miss) => void {
  const limit = rateLimit({
    windowMs: MINUTES * 60_000,
    limit: MISSES,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Proxies name the browser's address in headers that anybody can write; they are not believed here, whatever they say.
    validate: { xForwardedForHeader: false, forwardedHeader: false, ip: false },
    handler: (_request, response) => response.status(429).render('busy', { page: 'busy', minutes: MINUTES }),
  });
  return (request, response, miss) => {
    const id = String(request.params.id);
    void limit(request, response, () => {
      app.log.info({ miss, ...(isUUID(id) && { link: id }) }, 'link-refused');
      response.status(STATUS[miss]).render(miss, { page: miss });
    });
  };
}
