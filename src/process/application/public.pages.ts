import { type Request, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { LOCALES, type Locale } from '../../people/person.entity.js';
import type { App } from '../../platform/app.js';
import { address, type Faults, parseForm } from '../../web/form.js';
import { readOpenRounds, stateOfRound } from './open-rounds.js';
import { startApplication } from './start-application.js';

const MINUTES = 15;
// A whole university may come from one address in the hour before a deadline.
const PER_SENDER = 1000;
// Enough for someone who does not find the mail, too little to flood a stranger's mailbox.
const PER_ADDRESS = 4;

const schema = z.object({
  round: z.string().default(''),
  email: address('faults.email'),
  locale: z.enum(LOCALES).optional().catch(undefined),
});

/**
 * The public page with the announced positions, and the form that asks for a link to apply. Its answer is the same
 * whether or not the address is known.
 */
export function publicRoutes(app: App): Router {
  const routes = Router();
  routes.get('/', (_request, response) => showHome(response));
  routes.post('/apply', limitSenders(), readWish, limitAddresses(), async (_request, response) => {
    const { roundId, email, locale } = response.locals.wish as Wish;
    const outcome = await startApplication(app, { roundId, email, locale });
    // The round closed while the page was open: the page as it is now says so.
    if (outcome === 'closed') await showHome(response, { round: roundId, locale, closed: true });
    else showSent(response);
  });

  async function readWish(request: Request, response: Response, next: () => void): Promise<void> {
    const { data, faults } = parseForm(schema, request.body ?? {});
    const posted = (request.body ?? {}) as Record<string, unknown>;
    const locale = data?.locale ?? z.enum(LOCALES).safeParse(posted.locale).data ?? response.locals.locale;
    const round = String(posted.round ?? '');
    const state = await stateOfRound(app, round);
    if (state === 'closed') return showHome(response, { round, locale, closed: true });
    if (state === 'paused' || faults)
      return showHome(response, { round, locale, ...(faults && { faults }), email: String(posted.email ?? '') });
    response.locals.wish = { roundId: round, email: data.email, locale } satisfies Wish;
    next();
  }

  async function showHome(response: Response, again?: Again): Promise<void> {
    const rounds = (await readOpenRounds(app)).map((round) => {
      const mine = again?.round === round.id ? again : null;
      return { ...round, field: `email-${round.id}`, email: mine?.email ?? '', fault: mine?.faults?.email ?? null };
    });
    const faults = Object.fromEntries(rounds.flatMap(({ field, fault }) => (fault ? [[field, fault]] : [])));
    response.status(again ? (again.closed ? 409 : 422) : 200).render('home', {
      page: 'home',
      rounds,
      closed: again?.closed ?? false,
      faults: Object.keys(faults).length > 0 ? faults : null,
      ...(again && { locale: again.locale }),
    });
  }
  return routes;
}

type Wish = { readonly roundId: string; readonly email: string; readonly locale: Locale };

interface Again {
  readonly round: string;
  readonly locale: Locale;
  readonly email?: string;
  readonly faults?: Faults;
  readonly closed?: boolean;
}

function showSent(response: Response): void {
  const { email, locale } = response.locals.wish as Wish;
  response.render('apply-sent', { page: 'apply-sent', email, locale });
}

const limits = { windowMs: MINUTES * 60_000, standardHeaders: 'draft-8', legacyHeaders: false } as const;

const limitSenders = () =>
  rateLimit({
    ...limits,
    limit: PER_SENDER,
    // Nobody but this machine itself, such as a rehearsal with its thousands of students.
    skip: ({ ip }) => ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1',
    handler: (_request, response) => response.status(429).render('busy', { page: 'busy', minutes: MINUTES }),
  });

// Beyond the limit the answer stays the same: the mails that were sent hold the same link.
const limitAddresses = () =>
  rateLimit({
    ...limits,
    limit: PER_ADDRESS,
    standardHeaders: false,
    keyGenerator: (_request, response) => {
      const { roundId, email } = response.locals.wish as Wish;
      return `${roundId} ${email}`;
    },
    handler: (_request, response) => showSent(response),
  });
