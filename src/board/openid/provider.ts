import type { ClientAuth, Configuration, IDToken } from 'openid-client';
import type { OpenIdConfig } from '../../platform/openid-config.js';
import type { Claims } from './claims.rule.js';
import { faultOf, ProviderFault } from './provider-fault.js';

// Somebody waits before a page for each of these requests.
const TIMEOUT_SECONDS = 5;
// A daemon's own clock may be off, and so may the provider's.
const CLOCKS_APART_SECONDS = 60;

type Library = typeof import('openid-client');

/** The provider as it describes itself, and the library to ask it by, which is only loaded where there is one. */
interface Described {
  readonly openid: Library;
  readonly configuration: Configuration;
}

/** What the browser that begins a sign-in is remembered by until its answer comes. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  /** The secret of which the provider is shown a hash (PKCE, RFC 7636). */
  readonly verifier: string;
}

/** The OpenID provider, as the board needs it. Each of these throws a ProviderFault. */
export interface Provider {
  /** Where the browser goes to sign in. @param anew whether to ask also whoever is signed in there */
  begin(options: { readonly locale: string; readonly anew: boolean }): Promise<Begun & { readonly url: string }>;
  /** Exchanges the answer for what the provider says of the person. @param search the query that the browser came with */
  finish(search: string, begun: Begun): Promise<{ readonly claims: Claims; readonly idToken: string }>;
  /** Where the browser goes to sign out there too; null when the provider has no such address. */
  end(idToken: string, returnTo: string): Promise<string | null>;
}

/**
 * The provider, whose own description (OpenID Connect Discovery) is read when it is first needed and, as long as that
 * fails, at each try. So a daemon starts without it.
 * @param redirectUri where the provider sends the browser back to
 */
export function openProvider(config: OpenIdConfig, redirectUri: string): Provider {
  let found: Promise<Described> | undefined;

  function describe(): Promise<Described> {
    found ??= discover(config).catch((error) => {
      found = undefined;
      // Whatever is wrong with what it says of itself, no person can help that.
      throw new ProviderFault('unreachable', faultOf(error).code);
    });
    return found;
  }

  /** Does something with the provider; when that shows that it cannot be reached, its description is read anew. */
  async function ask<T>(work: (described: Described) => Promise<T>): Promise<T> {
    const described = await describe();
    try {
      return await work(described);
    } catch (error) {
      const fault = faultOf(error);
      if (fault.reason === 'unreachable') found = undefined;
      throw fault;
    }
  }

  return {
    begin: ({ locale, anew }) =>
      ask(async ({ openid, configuration }) => {
        const begun = {
          state: openid.randomState(),
          nonce: openid.randomNonce(),
          verifier: openid.randomPKCECodeVerifier(),
        };
        const { href } = openid.buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          scope: config.scope,
          state: begun.state,
          nonce: begun.nonce,
          code_challenge: await openid.calculatePKCECodeChallenge(begun.verifier),
          code_challenge_method: 'S256',
          ui_locales: locale,
          ...(anew && { prompt: 'login' }),
        });
        return { ...begun, url: href };
      }),
    finish: (search, { state, nonce, verifier }) =>
      ask(async ({ openid, configuration }) => {
        const tokens = await openid.authorizationCodeGrant(configuration, new URL(redirectUri + search), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims() as IDToken;
        // The ID token of some providers, such as Feide's, has little more than the subject.
        const more: Claims = configuration.serverMetadata().userinfo_endpoint
          ? await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : {};
        // What one of the two says of an address holds for that one alone.
        const { email_verified: verified, ...rest } = claims;
        const known = more.email === undefined ? { ...rest, email_verified: verified } : rest;
        return { claims: { ...known, ...more }, idToken: tokens.id_token ?? '' };
      }),
    end: (idToken, returnTo) =>
      ask(async ({ openid, configuration }) =>
        configuration.serverMetadata().end_session_endpoint
          ? openid.buildEndSessionUrl(configuration, { id_token_hint: idToken, post_logout_redirect_uri: returnTo })
              .href
          : null,
      ),
  };
}

async function discover({ issuer, clientId, clientSecret }: OpenIdConfig): Promise<Described> {
  const openid = await import('openid-client');
  const server = new URL(issuer);
  const configuration = await openid.discovery(
    server,
    clientId,
    { [openid.clockTolerance]: CLOCKS_APART_SECONDS },
    authenticate(openid, clientSecret),
    {
      timeout: TIMEOUT_SECONDS,
      execute: [
        // The ID token's signature is checked although it comes from the provider itself, over TLS.
        openid.enableNonRepudiationChecks,
        ...(server.protocol === 'http:' ? [openid.allowInsecureRequests] : []),
      ],
    },
  );
  return { openid, configuration };
}

/** Sends the client's secret in the header, unless the provider takes it in the form alone (OpenID Connect Core 9). */
function authenticate(openid: Library, secret: string): ClientAuth {
  const [basic, post] = [openid.ClientSecretBasic(secret), openid.ClientSecretPost(secret)];
  return (server, ...request) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(server, ...request);
  };
}
