import { parseCookie } from 'cookie';
import { type Request, type Response, Router } from 'express';
import type { App } from '../platform/app.js';
import { contentDisposition } from './disposition.js';
import { readEnd, readPause } from './end.js';
import type { Purpose } from './link.entity.js';
import { answerMisses } from './misses.js';
import { cookieValue, isCookieValue, isSignature } from './signature.js';
import { DONE, type Form, type LinkPage, type View, type Visit, visitReader } from './visit.js';

// Long enough for a form filled in over a working day; the mail opens it again after that.
const COOKIE_HOURS = 12;

/** The name of the cookie that keeps a link open. `__Host-` binds it to this host and to https. */
export const linkCookie = (baseUrl: string, id: string) =>
  `${baseUrl.startsWith('https:') ? '__Host-' : ''}stafett-${id}`;

/** Whether the browser has opened the link `id` with its signature. */
export function holdsLink(app: App, request: Request, id: string): boolean {
  const value = parseCookie(request.headers.cookie ?? '')[linkCookie(app.config.baseUrl, id)];
  return value !== undefined && isCookieValue(app.config.secret, id, value);
}

/** Keeps the link `id` open in the browser that is answered, as if it had come with the signature. */
export function keepOpen(app: App, response: Response, id: string): void {
  response.cookie(linkCookie(app.config.baseUrl, id), cookieValue(app.config.secret, id), {
    httpOnly: true,
    sameSite: 'lax',
    secure: app.config.baseUrl.startsWith('https:'),
    path: '/',
    maxAge: COOKIE_HOURS * 3_600_000,
  });
}

/**
 * The pages behind emailed links. The first GET, with the signature, only sets a cookie and redirects to the clean
 * address; the page itself never changes anything, a post decides.
 */
export function linkRoutes(app: App, pages: readonly LinkPage[]): Router {
  const byPurpose = new Map<Purpose, LinkPage>(pages.map((page) => [page.purpose, page]));
  const readVisit = visitReader(app, pages);
  const routes = Router();
  const missed = answerMisses(app);

  routes.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  routes.get('/:id.:signature', async (request, response) => {
    const { id, signature } = request.params;
    if (!isSignature(app.config.secret, id, signature) || !(await readVisit(id)))
      return missed(request, response, 'link-unknown');
    keepOpen(app, response, id);
    response.set('Referrer-Policy', 'no-referrer').redirect(303, `/l/${id}`);
  });

  routes.get('/:id', async (request, response) => {
    const opened = await open(request, response);
    if (!opened) return missed(request, response, 'link-unopened');
    if ('view' in opened) return show(response, opened.view);
    show(response, await opened.page.show(opened.visit), opened.visit);
  });

  routes.get('/:id/:file', async (request, response, next) => {
    const opened = await open(request, response);
    if (!opened) return missed(request, response, 'link-unopened');
    if ('view' in opened) return show(response, opened.view);
    const { page, visit } = opened;
    const { file: part } = request.params;
    const make = page.files && Object.hasOwn(page.files, part) ? page.files[part] : undefined;
    if (!make) return next();
    const { name, type, body } = await make(visit);
    response.set({ 'Content-Type': type, 'Content-Disposition': contentDisposition(name) }).send(body);
  });

  routes.post('/:id', async (request, response) => {
    const opened = await open(request, response);
    if (!opened) return missed(request, response, 'link-unopened');
    if ('view' in opened) return show(response, opened.view);
    const answer = await opened.page.act(opened.visit, formOf(request));
    if (answer === DONE) response.redirect(303, opened.visit.path);
    else if ('backTo' in answer) response.redirect(303, `${opened.visit.path}#${answer.backTo}`);
    else show(response, answer, opened.visit);
  });

  type Opened = { readonly visit: Visit; readonly page: LinkPage } | { readonly view: View };

  /** Null when this browser has not opened such a link. */
  async function open(request: Request, response: Response): Promise<Opened | null> {
    const id = String(request.params.id);
    const visit = holdsLink(app, request, id) ? await readVisit(id) : null;
    if (!visit) return null;
    // Whatever is answered from here on, an error too, speaks the language of the link's person.
    response.locals.locale = visit.person.locale;
    const page = byPurpose.get(visit.purpose);
    if (!page) throw new Error(`No page opens links for ${visit.purpose}.`);
    const end = await readEnd(app, visit);
    if (end) return { view: { status: 410, template: 'link-ended', page: 'link-ended', data: end } };
    const isPost = request.method === 'POST';
    const rests = page.whilePaused === 'closed' || (page.whilePaused === 'read-only' && isPost);
    const pause = rests ? await readPause(app, visit) : null;
    if (!pause) return { visit, page };
    const status = isPost ? 409 : 200;
    return { view: { status, template: 'round-paused', page: 'round-paused', data: { ...pause, lost: isPost } } };
  }

  return routes;
}

function show(response: Response, view: View, visit?: Visit): void {
  response.status(view.status ?? 200).render(view.template, {
    ...(visit ? { locale: visit.person.locale, person: visit.person, path: visit.path, now: visit.now } : {}),
    page: view.page,
    ...view.data,
  });
}

/** The posted fields; express gives an array for a field that was sent twice, and the last one counts. */
export function formOf(request: Request): Form {
  const fields = Object.entries((request.body ?? {}) as Record<string, string | string[]>);
  return Object.fromEntries(fields.map(([name, value]) => [name, Array.isArray(value) ? (value.at(-1) ?? '') : value]));
}
