import { Router } from 'express';
import type { App } from '../../platform/app.js';
import { currentWatcher } from '../guard.js';
import { leaveFor } from '../openid/leave.js';
import type { Provider } from '../openid/provider.js';
import { ProviderFault } from '../openid/provider-fault.js';
import { HOME } from '../return-to.js';
import { signOut } from '../sessions/session.js';
import { showPage } from '../show.js';

/** Where the provider sends the browser back to, below BASE_URL, when it has signed out there. */
const SIGNED_OUT = '/board/sign-out';

/** Sign-out: here always, and at the provider where it was the one who signed in and can (RP-Initiated Logout 1.0). */
export function signOutRoutes(app: App, provider: Provider | null): Router {
  const routes = Router();
  const { openId } = app.config;

  routes.post('/sign-out', async (request, response) => {
    const { personId, idToken } = request.session;
    await signOut(request);
    if (personId) app.log.info({ person: personId }, 'signed-out');
    // Not its cookies: the header would take those of every other service of the university too.
    response.set('Clear-Site-Data', '"cache", "storage"');
    if (!provider || !openId || !idToken) return response.redirect(303, '/board/sign-in');
    const url = await endAt(provider, idToken);
    if (url) leaveFor(response, url, openId.name);
    else response.redirect(303, `${SIGNED_OUT}?here`);
  });

  if (openId)
    routes.get('/sign-out', async (request, response) => {
      if (await currentWatcher(app, request)) return response.redirect(303, HOME);
      showPage(response, 'board-signed-out', { provider: openId.name, onlyHere: request.query.here !== undefined });
    });

  async function endAt(provider: Provider, idToken: string): Promise<string | null> {
    try {
      return await provider.end(idToken, app.config.baseUrl + SIGNED_OUT);
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      app.log.error({ code: error.code }, 'sign-in-provider-failed');
      return null;
    }
  }

  return routes;
}
