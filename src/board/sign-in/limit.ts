import { type RateLimitRequestHandler, rateLimit } from 'express-rate-limit';

const MINUTES = 10;
// Behind a proxy everybody may come from its address, so this only stops what no faculty would do.
const REQUESTS = 60;

/** Stops one network address from asking for sign-in links without end. */
export function limitRequests(): RateLimitRequestHandler {
  return rateLimit({
    windowMs: MINUTES * 60_000,
    limit: REQUESTS,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Proxies name the browser's address in headers that anybody can write; they are not believed here.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_request, response) => response.status(429).render('busy', { page: 'busy', minutes: MINUTES }),
  });
}
