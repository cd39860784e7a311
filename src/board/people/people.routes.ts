import { type Request, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { mailView } from '../mails/view.js';
import { applicantView } from '../positions/view.js';
import { showPage } from '../show.js';
import { type LinkLine, readLinks } from './read-links.js';
import { readMatters } from './read-matters.js';
import { readPerson, readPersonEvents, readPersonMails } from './read-person.js';
import { readUnreached, searchPeople } from './search-people.js';

const search = z.object({
  q: z
    .string()
    .transform((given) => given.trim().slice(0, 100))
    .catch(''),
});

const LINK_COLORS = { live: 'success', expired: 'neutral', revoked: 'neutral' } as const;

/** The search for people, and everything about one of them on one page. */
export function peopleRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;

  routes.get('/people', async (request: Request, response) => {
    const { scope } = watcherOf(response);
    const { q } = search.parse(request.query);
    if (q) return showPage(response, 'board-people', { q, ...(await searchPeople(manager, scope, q)) });
    showPage(response, 'board-people', { q, unreached: await readUnreached(manager, scope) });
  });

  routes.get('/people/:id', async (request, response) => {
    const { scope } = watcherOf(response);
    const person = await readPerson(manager, scope, request.params.id);
    if (!person) return notFound(request, response);
    const now = await readClock(manager);
    const matters = await readMatters(manager, scope, person.id);
    const mails = await readPersonMails(manager, scope, person.id);
    const links = await readLinks(manager, scope, person.id, now);
    showPage(response, 'board-person', {
      person,
      knowsLaos: person.laos !== null,
      isFaculty: scope === 'all',
      hasMatters: Object.values(matters).some((lines) => lines.length > 0),
      mailsPath: person.erased ? null : `/board/mails?${new URLSearchParams({ q: person.email })}`,
      taught: matters.taught,
      delegations: matters.delegations,
      applications: matters.applications.map((one) => applicantView(one, one.positionRated)),
      mails: mails.map((mail) => mailView(mail, timeZone)),
      links: links.map((link) => ({ ...link, color: LINK_COLORS[link.state], acts: actsOn(link) })),
      events: await readPersonEvents(manager, scope, person.id),
    });
  });

  return routes;
}

/** What can be done about a link; a sign-in is asked for anew by whoever wants one. */
const actsOn = ({ state, purpose }: LinkLine): readonly string[] =>
  state === 'live' && purpose !== 'sign-in' ? ['resend-link', 'revoke-link'] : [];
