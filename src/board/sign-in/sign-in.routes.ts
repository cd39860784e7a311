import { setTimeout } from 'node:timers/promises';
import { type Response, Router } from 'express';
import { holdsLink } from '../../links/link.routes.js';
import { type Visit, visitReader } from '../../links/visit.js';
import type { App } from '../../platform/app.js';
import { notFound } from '../../web/errors.js';
import { askedHere, newSubject } from '../browser.js';
import { currentWatcher } from '../guard.js';
import { returnTo } from '../return-to.js';
import { signIn } from '../sessions/session.js';
import { showPage } from '../show.js';
import { hasWatchers } from '../watcher.js';
import { askForSignIn, LINK_MINUTES } from './ask.js';
import { limitRequests } from './limit.js';
import { MAIL_IS_OFF } from './sign-in.page.js';
import { useSignInLink } from './use-link.js';

// A known address costs a few writes. Nobody is answered sooner than those take, so that the time tells nothing.
const ANSWER_AFTER_MS = 250;

/** The page of the sign-in, and sign-in by mailed link, which may be switched off. */
export function signInRoutes(app: App): Router {
  const routes = Router();
  const readVisit = visitReader(app);

  routes.get('/sign-in', async (request, response) => {
    const next = returnTo(request.query.next);
    if (await currentWatcher(app, request)) return response.redirect(303, next);
    await showForm(response, { next });
  });

  if (!app.config.signInByMail) {
    routes.post('/sign-in', notFound);
    routes.post('/sign-in/:id', (_request, response) => response.status(410).render(MAIL_IS_OFF.template, MAIL_IS_OFF));
    return routes;
  }

  routes.post('/sign-in', limitRequests(), async (request, response) => {
    const { email, next } = (request.body ?? {}) as Record<string, unknown>;
    const address = typeof email === 'string' ? email.trim() : '';
    if (!isAddress(address))
      return showForm(response, { next: returnTo(next), email: address, faults: { email: 'sign-in.fault' } }, 422);
    request.session.returnTo = returnTo(next);
    await Promise.all([askForSignIn(app, address, newSubject(request)), setTimeout(ANSWER_AFTER_MS)]);
    showPage(response, 'board-sign-in-sent', { email: address, minutes: LINK_MINUTES });
  });

  routes.post('/sign-in/:id', async (request, response) => {
    const id = String(request.params.id);
    const visit = holdsLink(app, request, id) ? await readVisit(id) : null;
    if (visit?.purpose !== 'sign-in') return response.status(403).render('link-unopened', { page: 'link-unopened' });
    const { locale } = visit.person;
    const reason = isPast(visit) ? 'expired' : 'used';
    const refused = (why: string) =>
      app.log.info({ person: visit.person.id, link: id, reason: why }, 'sign-in-refused');
    const ended = () => {
      refused(reason);
      response.status(410).render('link-ended', { page: 'link-ended', locale, reason, signIn: true });
    };
    // Before the browser is asked about: whoever presses twice has, the second time, a session that knows of no link.
    if (!isLive(visit)) return ended();
    if (!askedHere(request, visit.link.subject)) {
      refused('wrong-browser');
      return showPage(response, 'board-wrong-browser', { locale }, 403);
    }
    const next = returnTo(request.session.returnTo);
    const personId = await useSignInLink(app, id);
    if (!personId) return ended();
    await signIn(request, personId);
    app.log.info({ person: personId }, 'signed-in');
    response.redirect(303, next);
  });

  async function showForm(response: Response, data: object, status = 200): Promise<void> {
    const { openId, signInByMail: byMail } = app.config;
    const empty = !openId?.operator && !(await hasWatchers(app.database.manager));
    showPage(response, 'board-sign-in', { ...data, provider: openId?.name, byMail, empty }, status);
  }

  return routes;
}

const isPast = ({ link, now }: Visit) => link.expiresAt === null || link.expiresAt <= now;
const isLive = (visit: Visit) => !visit.link.revokedAt && !isPast(visit);

// Whether mail reaches it only the mail can tell.
const isAddress = (text: string) => text.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(text);
