import type { Queue } from 'bullmq';
import { Router } from 'express';
import type { App } from '../platform/app.js';
import { ACTS } from './acts/acts.js';
import { actRoutes } from './acts/acts.routes.js';
import { tellDone } from './acts/done.js';
import { onBehalfRoutes } from './acts/on-behalf.routes.js';
import { aheadRoutes } from './ahead/ahead.routes.js';
import { importRoutes } from './applications-in/import.routes.js';
import { IMPORTED } from './applications-in/imported.js';
import { calendarFeedRoutes } from './calendar-feed/calendar-feed.routes.js';
import { calendarTemplateRoutes } from './calendar-templates/calendar-templates.routes.js';
import { daysOffRoutes } from './days-off/days-off.routes.js';
import { eventRoutes } from './events/events.routes.js';
import { fairChanceRoutes } from './fair-chance/fair-chance.routes.js';
import { fileRoutes } from './files/files.routes.js';
import { forecastRoutes } from './forecast/forecast.routes.js';
import { guard } from './guard.js';
import { historyRoutes } from './history/history.routes.js';
import { homeRoutes } from './home/home.routes.js';
import { jobRoutes } from './jobs/jobs.routes.js';
import { openLive } from './live/live.js';
import { liveRoutes } from './live/live.routes.js';
import { machineryRoutes } from './machinery/machinery.routes.js';
import { mailRoutes } from './mails/mails.routes.js';
import { BEGUN, CREATED } from './new-round/created.js';
import { newRoundRoutes } from './new-round/new-round.routes.js';
import { ANSWER_PATH, openIdRoutes } from './openid/openid.routes.js';
import { openProvider } from './openid/provider.js';
import { personExportRoutes } from './people/export.routes.js';
import { peopleRoutes } from './people/people.routes.js';
import { positionRoutes } from './positions/positions.routes.js';
import { recordRoutes } from './positions/record.routes.js';
import { notForOperators, operatorsOnly } from './roles.js';
import { roundRoutes } from './rounds/rounds.routes.js';
import { openSessions } from './sessions/session.js';
import { sessionRoutes } from './sessions/sessions.routes.js';
import { signInRoutes } from './sign-in/sign-in.routes.js';
import { signOutRoutes } from './sign-in/sign-out.routes.js';
import { systemRoutes } from './systems/systems.routes.js';

export { signInPage } from './sign-in/sign-in.page.js';

export interface BoardOptions {
  /** The database of `app`, for the sessions' own connections. */
  readonly databaseUrl: string;
  /** The queues that Bull Board shows. */
  readonly queues: readonly Queue[];
}

/** The administrators' pages, a part of the web role: `site.parts` takes it. */
export interface BoardPart {
  readonly path: '/board';
  readonly routes: Router;
  /** Ends the streams of those who watch. */
  stop(): void;
  /** Closes the sessions' connections; the queues are their owner's to close. */
  close(): Promise<void>;
}

/** The board: sign-in, and behind it the rounds, the people, the mails and the jobs. */
export function boardPart(app: App, { databaseUrl, queues }: BoardOptions): BoardPart {
  const sessions = openSessions(app, databaseUrl);
  const live = openLive(app);
  const routes = Router();
  routes.use((request, response, next) => {
    if (!request.path.startsWith('/jobs/static/')) response.set('Cache-Control', 'no-store');
    next();
  });
  routes.use(...sessions.use);
  const { openId, baseUrl } = app.config;
  const provider = openId ? openProvider(openId, baseUrl + ANSWER_PATH) : null;
  if (openId && provider) routes.use(openIdRoutes(app, openId, provider));
  routes.use(signInRoutes(app), signOutRoutes(app, provider));
  routes.use(guard(app), tellDone([...ACTS, CREATED, BEGUN, IMPORTED]));
  routes.use('/jobs', operatorsOnly(app.log));
  routes.use('/machinery/tasks', operatorsOnly(app.log));
  routes.use('/systems', operatorsOnly(app.log));
  routes.use(sessionRoutes(app), machineryRoutes(app), systemRoutes(app), jobRoutes(app, queues));
  routes.use(notForOperators(app.log));
  routes.use(
    homeRoutes(app),
    roundRoutes(app),
    newRoundRoutes(app),
    calendarTemplateRoutes(app),
    calendarFeedRoutes(app),
    daysOffRoutes(app),
    liveRoutes(app, live),
    positionRoutes(app),
    recordRoutes(app),
    fairChanceRoutes(app),
    actRoutes(app, ACTS, queues),
    onBehalfRoutes(app),
    mailRoutes(app),
    aheadRoutes(app),
    forecastRoutes(app),
    importRoutes(app),
    fileRoutes(app),
    eventRoutes(app),
    historyRoutes(app),
    peopleRoutes(app),
    personExportRoutes(app),
  );
  return { path: '/board', routes, stop: live.close, close: sessions.close };
}
