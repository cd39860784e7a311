import type { NextFunction, Request, Response } from 'express';
import type { Log } from '../platform/log.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a post from another site. Browsers say where a request comes from in `Sec-Fetch-Site`; older ones in `Origin`.
 * @param origin the origin of BASE_URL
 */
export function sameOrigin(log: Log, origin: string) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const site = request.get('Sec-Fetch-Site');
    const same = site === undefined ? request.get('Origin') === origin : site === 'same-origin';
    if (same || SAFE.has(request.method)) next();
    else {
      log.info({ method: request.method }, 'foreign-post-refused');
      response.status(403).render('refused', { page: 'refused' });
    }
  };
}
