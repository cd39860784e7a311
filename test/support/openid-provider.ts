import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AccountClaims, Configuration, Provider } from 'oidc-provider';
import { freePort } from '../../src/rehearsal/free-port.js';

/** A real OpenID provider that asks who somebody is and believes it. */
export interface OpenIdProvider {
  /** The variables of a board that signs in here. */
  readonly env: NodeJS.ProcessEnv;
  /** What is said of whom, by the name that they sign in with. */
  readonly accounts: Map<string, Omit<AccountClaims, 'sub'>>;
  /** The public keys that it shows instead of its own; undefined for those. */
  keys: object | undefined;
  /** Takes no more requests until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Of Feide's profile: who somebody is at home, vouched for by the university. */
export const FEIDE_NAME = 'https://n.feide.no/claims/eduPersonPrincipalName';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Starts the provider. @param baseUrl of the board */
export async function startOpenIdProvider(baseUrl: string): Promise<OpenIdProvider> {
  const port = await freePort();
  // Another host than the board's, so that browsers take it for another site.
  const issuer = `http://localhost:${port}`;
  const accounts: OpenIdProvider['accounts'] = new Map();
  const provider = await make(issuer, {
    clients: [
      {
        client_id: 'stafett',
        client_secret: 'a secret: with/odd%characters+',
        redirect_uris: [`${baseUrl}/board/sign-in/openid`],
        post_logout_redirect_uris: [`${baseUrl}/board/sign-out`],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig' }] },
    cookies: { keys: ['test'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    pkce: { required: () => true },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name'],
      'userid-feide': [FEIDE_NAME],
      groups: ['groups'],
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        logoutSource: (ctx, form) => {
          ctx.body = `<!doctype html><html lang="en"><title>Provider</title>${form}
            <button form="op.logoutForm" name="logout" value="yes">Sign out</button></html>`;
        },
      },
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...accounts.get(sub), sub }) }),
    // Whoever signs in lets the board know who it is.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: 'stafett', accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope('openid email profile userid-feide groups');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  let server: Server;
  const start = async () => {
    server = createServer((request, response) => {
      if (request.url === '/jwks' && running.keys)
        return void response.setHeader('Content-Type', 'application/jwk-set+json').end(JSON.stringify(running.keys));
      if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
      interact(provider, request, response).catch((error: Error) => response.writeHead(500).end(error.message));
    }).listen(port);
    await once(server, 'listening');
  };
  const running: OpenIdProvider = {
    keys: undefined,
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'stafett',
      OIDC_CLIENT_SECRET: 'a secret: with/odd%characters+',
      OIDC_NAME: 'Feide',
    },
    accounts,
    start,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  await start();
  return running;
}

/** Without its advice for those who run it for real. */
async function make(issuer: string, configuration: Configuration): Promise<Provider> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    const { Provider } = await import('oidc-provider');
    return new Provider(issuer, configuration);
  } finally {
    console.warn = warn;
  }
}

const FORM = `<!doctype html><html lang="en"><title>Provider</title><form method="post">
  <input name="account" aria-label="Account"><button name="act" value="in">In</button><button name="act" value="no">No</button>
</form></html>`;

async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await provider.interactionDetails(request, response);
  if (request.method === 'GET') return void response.setHeader('Content-Type', 'text/html').end(FORM);
  const form = new URLSearchParams(await text(request));
  const result =
    form.get('act') === 'no' ? { error: 'access_denied' } : { login: { accountId: form.get('account') ?? '' } };
  await provider.interactionFinished(request, response, result);
}
