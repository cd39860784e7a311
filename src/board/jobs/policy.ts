import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { App } from '../../platform/app.js';

/**
 * The content security policy of Bull Board's pages, whose page shell has inline styles. Its link to a font service of
 * another company stays refused: the system's own font is shown.
 */
export function jobsPolicy(app: App): RequestHandler {
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      baseUri: ["'self'"],
      connectSrc: ["'self'"],
      fontSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      imgSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      upgradeInsecureRequests: app.config.baseUrl.startsWith('https:') ? [] : null,
    },
  });
}
