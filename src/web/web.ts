import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type Router } from 'express';
import helmet from 'helmet';
import { linkRoutes } from '../links/link.routes.js';
import type { LinkPage } from '../links/visit.js';
import type { App } from '../platform/app.js';
import { root } from '../platform/root.js';
import { failure, notFound, refer, withoutNul } from './errors.js';
import { useLocale } from './locale.js';
import { measureRequests } from './metrics/requests.js';
import { sameOrigin } from './same-origin.js';
import { useViews } from './views.js';

/** A part of the site, served under a path. */
export interface Part {
  readonly path: string;
  readonly routes: Router;
  /** For other programs, not for browsers: no form posts to it, and it says in its own way what is wrong. */
  readonly forPrograms?: boolean;
  /** Ends the answers that would go on for as long as somebody listens. Called when the site is about to close. */
  stop?(): void;
}

/** What is served: the pages behind links, and whole parts. */
export interface Site {
  readonly linkPages: readonly LinkPage[];
  readonly parts: readonly Part[];
}

// A request that takes longer than this when the daemon is told to stop is cut off.
const PATIENCE_MS = 5_000;

// Whoever sends slower than any phone does holds a connection, and is let go.
const SLOW = { headersTimeout: 15_000, requestTimeout: 120_000, connectionsCheckingInterval: 5_000 };

// The event by which `listen` tells the parts of the site that it closes.
const CLOSING = 'closing';

const asset = (...path: string[]) => express.static(join(root, ...path), { maxAge: '1h', index: false });

/** The Express application. */
export async function createWeb(app: App, site: Site): Promise<express.Express> {
  const web = express();
  web.disable('x-powered-by');
  // No page is kept by a browser, so that the hash of it would be for nobody.
  web.disable('etag');
  // The proxy says who is asking; anybody else could say anything.
  web.set('trust proxy', [...app.config.trustedProxies]);
  web.use(measureRequests);
  web.use(refer);
  await useViews(web);
  web.use(
    helmet({
      referrerPolicy: { policy: 'same-origin' },
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          styleSrc: ["'self'"],
          fontSrc: ["'self'"],
          // A form must be able to post to the page's own address, and nowhere else.
          formAction: ["'self'"],
          frameAncestors: ["'self'"],
          upgradeInsecureRequests: app.config.baseUrl.startsWith('https:') ? [] : null,
        },
      },
      strictTransportSecurity: app.config.baseUrl.startsWith('https:'),
    }),
  );
  web.use(
    '/assets/designsystemet.css',
    asset('node_modules', '@digdir', 'designsystemet-css', 'dist', 'src', 'index.css'),
  );
  web.use(
    '/assets/theme.css',
    asset('node_modules', '@digdir', 'designsystemet-theme', 'src', 'themes', 'designsystemet.css'),
  );
  web.use('/assets/sortable.js', asset('node_modules', 'sortablejs', 'Sortable.min.js'));
  web.use('/assets', asset('templates', 'assets'));
  for (const part of site.parts.filter(({ forPrograms }) => forPrograms)) web.use(part.path, part.routes);
  web.use(useLocale(app.config.timeZone));
  web.use(withoutNul);
  web.use(sameOrigin(app.log, new URL(app.config.baseUrl).origin));
  web.use(express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 20_000 }));
  web.use('/l', linkRoutes(app, site.linkPages));
  for (const part of site.parts) {
    if (!part.forPrograms) web.use(part.path, part.routes);
    web.once(CLOSING, () => part.stop?.());
  }
  web.use(notFound);
  web.use(failure(app.log));
  return web;
}

/** Listens on the port given. `close` lets the requests in hand finish. */
export function listen(web: express.Express, port: number): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer(SLOW, web);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          web.emit(CLOSING);
          server.closeIdleConnections();
          setTimeout(() => server.closeAllConnections(), PATIENCE_MS).unref();
        });
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}
