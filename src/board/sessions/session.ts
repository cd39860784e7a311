import { hkdfSync } from 'node:crypto';
import { promisify } from 'node:util';
import connectPgSimple from 'connect-pg-simple';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { Pool } from 'pg';
import type { App } from '../../platform/app.js';

declare module 'express-session' {
  interface SessionData {
    /** Names this browser in the links it asks for; no link opens in another. */
    browser: string;
    /** Where the sign-in returns to. */
    returnTo: string;
    /** Who signed in. */
    personId: string;
    /** What the OpenID provider is shown to end its session too; absent when a mailed link signed in. */
    idToken: string;
  }
}

// One working day. Nothing prolongs it: a forgotten browser is signed out by the evening.
export const SESSION_HOURS = 8;
// A request reads its session once, so a few connections serve many of them.
const CONNECTIONS = 4;

/** The board's sessions, in the database, so that every daemon knows them. */
export interface Sessions {
  readonly use: readonly RequestHandler[];
  close(): Promise<void>;
}

/** Opens the store of the sessions. The cookie is good for this host and, by http, for the board only. */
export function openSessions(app: App, databaseUrl: string): Sessions {
  const https = app.config.baseUrl.startsWith('https:');
  const pool = new Pool({ connectionString: databaseUrl, max: CONNECTIONS, application_name: 'stafett-sessions' });
  // Without a listener a connection that breaks while idle would end the daemon.
  pool.on('error', (error) => app.log.warn({ err: error }, 'session-connection-lost'));
  const Store = connectPgSimple(session);
  const store = new Store({
    pool,
    tableName: 'session',
    createTableIfMissing: false,
    disableTouch: true,
    // It alone ends old sessions, and tries again in a quarter of an hour.
    errorLog: (_said, error) => app.log.warn({ err: error }, 'sessions-not-pruned'),
  });
  const read = session({
    store,
    name: https ? '__Host-stafett-board' : 'stafett-board',
    secret: secretOf(app),
    resave: false,
    rolling: false,
    saveUninitialized: false,
    proxy: https,
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      secure: https,
      path: https ? '/' : '/board',
      maxAge: SESSION_HOURS * 3_600_000,
    },
  });
  return {
    use: https ? [byHttps, read] : [read],
    close: async () => {
      store.close();
      await pool.end();
    },
  };
}

/** Signs a person in under a new session id, so that an id which somebody planted in the browser is worth nothing. */
export async function signIn(request: Request, personId: string, idToken?: string): Promise<void> {
  await promisify(request.session.regenerate).call(request.session);
  request.session.personId = personId;
  if (idToken) request.session.idToken = idToken;
  await promisify(request.session.save).call(request.session);
}

/** Ends the session. */
export async function signOut(request: Request): Promise<void> {
  await promisify(request.session.destroy).call(request.session);
}

// BASE_URL says that browsers come by https. Were the proxy silent about it, the session's cookie would never be set.
function byHttps(request: Request, _response: Response, next: NextFunction): void {
  request.headers['x-forwarded-proto'] = 'https';
  next();
}

const secretOf = (app: App) =>
  Buffer.from(hkdfSync('sha256', app.config.secret, '', 'stafett board session', 32)).toString('base64url');
