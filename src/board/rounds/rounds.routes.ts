import { Router } from 'express';
import { readStanding } from '../../forecast/read-standing.js';
import { signedPath } from '../../links/signature.js';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { importsNow } from '../../process/application/import/read-import.js';
import { notFound } from '../../web/errors.js';
import { adviseAhead } from '../calendar-advice.js';
import { warningsView } from '../forecast/warnings-view.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { christmasView } from './christmas-view.js';
import { readFilter } from './filter.js';
import { findApplicants } from './find-applicants.js';
import { listView } from './list-view.js';
import { pictureView } from './picture-view.js';
import { standPositions } from './position-standing.js';
import { primaryAction } from './primary-action.js';
import { readOverloaded } from './read-overloaded.js';
import { readPositions } from './read-positions.js';
import { isReportable, readReportLinks } from './read-report-links.js';
import { presentOf, type RoundLine, readRound } from './read-rounds.js';
import { readOfferSpans } from './read-steps.js';
import { lastExpiry, stepsOf } from './steps.js';
import { calendarView, nextView, roundView } from './view.js';

/** Each round: its calendar as a picture and a list, and its positions, to filter and search. */
export function roundRoutes(app: App): Router {
  const routes = Router();
  const { timeZone, hoursLimit, secret } = app.config;
  const { manager } = app.database;

  routes.get('/rounds/:id', async (request, response) => {
    const watcher = watcherOf(response);
    const round = await readRound(manager, watcher.scope, timeZone, request.params.id);
    if (!round) return notFound(request, response);
    const now = await readClock(manager);
    const filter = readFilter(request.query);
    const found = await findApplicants(manager, round.id, filter.q);
    const positions = standPositions(round, await readPositions(manager, [round.id], timeZone), now);
    const listed = positions.map((position) => ({ ...position, found: found.get(position.id) ?? [] }));
    const offers = await readOfferSpans(manager, round.id);
    const present = presentOf(round, now);
    const pictured = {
      instants: round.instants,
      now: present,
      lastOffer: lastExpiry(offers),
      steps: stepsOf(offers),
      openings: round.openings,
    };
    const links = await readReportLinks(manager, watcher.id, [round.id], now);
    const mayReport = isReportable(round, links, now);
    const standing = isOffering(round, now) ? await readStanding(manager, round.id, now, timeZone) : null;
    const speech = { locale: watcher.locale, timeZone };
    const overloaded = await readOverloaded(manager, [round.id], hoursLimit);
    showPage(response, 'board-round', {
      now,
      here: request.originalUrl,
      source: `/board/live?${new URLSearchParams({ round: round.id })}`,
      round: roundView(round, now),
      next: nextView(round, now, timeZone),
      action: primaryAction({ round, positions, mayReport }, now),
      mayReport,
      mayImport: importsNow(round, now) === 'open',
      isAhead: now < round.instants.demandOpens,
      picture: pictureView(pictured, watcher.locale, timeZone),
      calendar: calendarView(round, now),
      warnings: standing && warningsView(standing, {}, { now, ...speech }),
      advice: await adviseAhead(manager, round.calendar, round, speech, now),
      christmas: await christmasView(manager, round, pictured.lastOffer, now, speech),
      overloaded,
      hoursLimit,
      list: listView(round.id, listed, filter, speech),
    });
  });

  /** To the page on which a contact reports, as her own link opens it. */
  routes.get('/rounds/:id/report', async (request, response) => {
    const watcher = watcherOf(response);
    const { id } = request.params;
    const round = await readRound(manager, watcher.scope, timeZone, id);
    const links = await readReportLinks(manager, watcher.id, [id], await readClock(manager));
    const link = round && links.get(id);
    if (!link) return notFound(request, response);
    response.set('Referrer-Policy', 'no-referrer').redirect(303, signedPath(secret, link));
  });

  return routes;
}

/** Whether offers go out, or are about to: what a warning would be for. */
const isOffering = ({ instants, pausedAt }: RoundLine, now: Date) =>
  !pausedAt && now >= instants.applyDue && now < instants.closesAt;
