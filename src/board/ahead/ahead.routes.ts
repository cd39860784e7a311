import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { type ForeseenMail, foreseeMails } from '../../process/foresee.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { sendLetter, showLetter } from '../mails/letter.js';
import { type RoundLine, readRound } from '../rounds/read-rounds.js';
import { roundView } from '../rounds/view.js';
import { showPage } from '../show.js';
import { groupByDay, nameOf } from './group.js';
import { HORIZONS, horizonEnd, horizonOf } from './horizon.js';

const instant = z.coerce
  .number()
  .int()
  .min(0)
  .max(8.64e15)
  .transform((at) => new Date(at));

// Whoever has seen a mail in the list wants to read it, on a busier machine too.
const PATIENCE_FOR_ONE = 5_000;

/** What will leave of a round if nobody does anything: the list by day, and each mail as its recipient will see it. */
export function aheadRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;

  routes.get('/rounds/:id/ahead', async (request, response) => {
    const round = await find(request, response);
    if (!round) return notFound(request, response);
    const now = await readClock(manager);
    const here = horizonOf(request.query.days);
    const until = horizonEnd(here, round.instants, now, timeZone);
    const view = roundView(round, now);
    const horizons = HORIZONS.map((days) => ({ days, here: days === here }));
    const foresight = round.pausedAt ? { mails: [], until } : await foreseeMails(app, round.id, until);
    if (!foresight) return showBusy(response, `${view.path}/ahead?days=${here}`);
    showPage(response, 'board-ahead', {
      round: view,
      horizons,
      count: foresight.mails.length,
      days: groupByDay(foresight.mails, view.path, timeZone),
      shortOf: foresight.until < until ? foresight.until : null,
    });
  });

  routes.get('/rounds/:id/ahead/:mail', async (request, response) => {
    const found = await foresee(request, response);
    if (!found) return;
    const { mail, round } = found;
    const path = `${round.path}/ahead`;
    if (!mail) return showPage(response, 'board-ahead-gone', { round, back: path }, 404);
    const letter = showLetter(app, mail);
    const frame = `${path}/${nameOf(mail)}/letter?at=${mail.createdAt.getTime()}`;
    showPage(response, 'board-ahead-mail', { round, back: path, mail, letter, frame });
  });

  routes.get('/rounds/:id/ahead/:mail/letter', async (request, response) => {
    const found = await foresee(request, response);
    if (!found) return;
    const letter = found.mail && showLetter(app, found.mail);
    if (!letter) return notFound(request, response);
    sendLetter(response, letter);
  });

  const find = (request: Request, response: Response): Promise<RoundLine | null> =>
    readRound(manager, watcherOf(response).scope, timeZone, String(request.params.id));

  /** Foresees one mail anew, as it was foreseen for the list; null when that has been answered already. */
  async function foresee(
    request: Request,
    response: Response,
  ): Promise<{ round: ReturnType<typeof roundView>; mail: ForeseenMail | undefined } | null> {
    const round = await find(request, response);
    const at = instant.safeParse(request.query.at);
    const now = await readClock(manager);
    // Nothing is foreseen that leaves later than the round's own horizon.
    if (!round || !at.success || at.data > horizonEnd('end', round.instants, now, timeZone)) {
      notFound(request, response);
      return null;
    }
    const foresight = round.pausedAt ? { mails: [] } : await foreseeMails(app, round.id, at.data, PATIENCE_FOR_ONE);
    if (!foresight) {
      showBusy(response, request.originalUrl);
      return null;
    }
    const mail = foresight.mails.find((one) => nameOf(one) === request.params.mail);
    return { round: roundView(round, now), mail };
  }

  return routes;
}

function showBusy(response: Response, again: string): void {
  showPage(response.set('Retry-After', '5'), 'board-ahead-busy', { again }, 503);
}
