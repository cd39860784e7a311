import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import type { Locale } from '../../people/person.entity.js';
import type { App } from '../../platform/app.js';
import type { OpenIdConfig } from '../../platform/openid-config.js';
import { currentWatcher } from '../guard.js';
import { HOME, returnTo } from '../return-to.js';
import { signIn } from '../sessions/session.js';
import { showPage } from '../show.js';
import { limitRequests } from '../sign-in/limit.js';
import { admit } from './admit.js';
import { MINUTES, recall, remember } from './begun.js';
import { hasValue, knownBy, nameIn } from './claims.rule.js';
import { leaveFor } from './leave.js';
import type { Provider } from './provider.js';
import { type FaultReason, ProviderFault } from './provider-fault.js';

/** Where the provider sends the browser back to, below BASE_URL. */
export const ANSWER_PATH = '/board/sign-in/openid';

/** Sign-in through the OpenID provider: authorization code flow with PKCE, state and nonce (OpenID Connect Core 3.1). */
export function openIdRoutes(app: App, config: OpenIdConfig, provider: Provider): Router {
  const routes = Router();

  routes.post('/sign-in/openid', limitRequests(), async (request, response) => {
    const { next: given, anew } = (request.body ?? {}) as Record<string, unknown>;
    const next = returnTo(given);
    if (await currentWatcher(app, request)) return response.redirect(303, next);
    await orFault(response, next, async () => {
      const { url, ...begun } = await provider.begin({ locale: response.locals.locale, anew: anew === 'yes' });
      await remember(app, request, begun, next);
      leaveFor(response, url, config.name);
    });
  });

  // The protocol has the browser come back by GET; what it changes it changes once, for who began it by a post.
  routes.get('/sign-in/openid', async (request, response) => {
    const begun = await recall(app, request, request.query.state);
    if (typeof begun === 'string') {
      // Somebody went back, or loaded the address again, after it had worked.
      if (await currentWatcher(app, request)) return response.redirect(303, HOME);
      app.log.info({ reason: `state-${begun}` }, 'sign-in-refused');
      return fail(response, begun, HOME);
    }
    await orFault(response, begun.next, async () => {
      const search = new URL(request.originalUrl, app.config.baseUrl).search;
      await welcome(request, response, begun.next, await provider.finish(search, begun));
    });
  });

  async function welcome(
    request: Request,
    response: Response,
    next: string,
    { claims, idToken }: Awaited<ReturnType<Provider['finish']>>,
  ): Promise<void> {
    const known = knownBy(claims, config.personClaim);
    // Stands for whom the provider means, who may be nobody here; its own name for them can be an address.
    const subject = createHash('sha256').update(`${config.issuer} ${claims.sub}`).digest('hex').slice(0, 16);
    const refuse = (reason: string, told: object) => {
      app.log.info({ reason, subject, ...told }, 'sign-in-refused');
      const as = known.as ?? nameIn(claims);
      showPage(response, 'board-openid-unknown', { ...ways(next), reason, provider: config.name, as }, 403);
    };
    if (known.as === null) return refuse(known.fault, {});
    const operates = config.operator !== undefined && hasValue(claims, config.operator);
    const visitor = { knownAs: known.as, name: nameIn(claims), operates };
    const { personId, admitted } = await admit(app, visitor, response.locals.locale as Locale);
    if (!personId || !admitted) return refuse('unknown', personId ? { person: personId } : {});
    await signIn(request, personId, idToken);
    app.log.info({ person: personId, by: 'openid' }, 'signed-in');
    response.redirect(303, next);
  }

  /** Does something with the provider, or shows why that cannot be. */
  async function orFault(response: Response, next: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      const { reason, code } = error;
      if (reason === 'unreachable') app.log.error({ code }, 'sign-in-provider-failed');
      else app.log.info({ reason, code }, 'sign-in-refused');
      fail(response, reason, next);
    }
  }

  function fail(response: Response, reason: FaultReason | 'unknown' | 'late', next: string): void {
    const status = reason === 'unreachable' ? 503 : 403;
    const data = { ...ways(next), reason, provider: config.name, minutes: MINUTES };
    showPage(response, 'board-openid-failed', data, status);
  }

  /** How one goes on from a page that says no. */
  const ways = (next: string) => ({ next, byMail: app.config.signInByMail });

  return routes;
}
