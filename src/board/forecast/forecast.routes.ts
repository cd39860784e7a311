import { type Request, type Response, Router } from 'express';
import { readStanding, type Standing } from '../../forecast/read-standing.js';
import { runForecast } from '../../forecast/run-forecast.js';
import { inputOf, type WhatIf } from '../../forecast/what-if.js';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { type RoundLine, readRound } from '../rounds/read-rounds.js';
import { roundView } from '../rounds/view.js';
import { showPage } from '../show.js';
import { actsFor, readWhatIf, whatIfFields } from './read-what-if.js';
import { basisView, forecastView } from './view.js';
import { warningsView } from './warnings-view.js';

// Enough for a percentile to stand still, and few enough not to wait for.
const RUNS = 400;
const SEED = 1;
// Each has a processor of its own for some seconds; whoever answers an offer needs one too.
const MOST_AT_ONCE = 2;

interface Asked {
  readonly round: RoundLine;
  readonly standing: Standing;
  readonly now: Date;
}

/**
 * How a round will go, and how it would if something were different: `/rounds/:id/forecast`. With script the page shows how
 * far the forecast has come and ends it when its watcher leaves; without, a link leads to the finished page.
 */
export function forecastRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;
  let running = 0;

  routes.get('/rounds/:id/forecast', async (request, response) => {
    const asked = await ask(request, response);
    if (!asked) return notFound(request, response);
    const { round, standing, now } = asked;
    const { locale } = watcherOf(response);
    const { whatIf, faults } = readWhatIf(request.query, standing, now, timeZone);
    const wants = request.query.show !== undefined && whatIf !== null && standing.positions.length > 0;
    if (wants && running >= MOST_AT_ONCE) return showBusy(response, request.originalUrl);
    const result = wants ? await forecast(asked, whatIf, locale, leaving(response)) : null;
    const query = new URLSearchParams(request.url.split('?')[1]);
    query.delete('show');
    const view = roundView(round, now);
    const { plannedPause, pausedAt } = standing;
    showPage(
      response,
      'board-forecast',
      {
        round: view,
        planned: plannedPause && (!pausedAt || plannedPause.since <= pausedAt) ? plannedPause : null,
        known: standing.positions.length > 0,
        fields: whatIfFields(request.query, standing, now, timeZone),
        faults,
        subjects: {},
        basis: basisView(standing, locale),
        warnings: warningsView(standing, whatIf ?? {}, { now, locale, timeZone }),
        acts: whatIf ? actsFor(round.id, whatIf) : [],
        result,
        run: `${view.path}/forecast/run?${query}`,
        show: `?${query}&show=yes`,
        runs: RUNS,
      },
      faults ? 422 : 200,
    );
  });

  /** The same as a stream: how far it has come, then the part of the page that says what came of it. */
  routes.get('/rounds/:id/forecast/run', async (request, response) => {
    const asked = await ask(request, response);
    const read = asked && readWhatIf(request.query, asked.standing, asked.now, timeZone);
    if (!asked || !read?.whatIf || asked.standing.positions.length === 0) return notFound(request, response);
    // No proxy may hold it back until there is more.
    response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    const tell = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (running >= MOST_AT_ONCE) {
      tell('busy', null);
      return void response.end();
    }
    const signal = leaving(response);
    const { locale } = watcherOf(response);
    const result = await forecast(asked, read.whatIf, locale, signal, (done, of) => tell('progress', { done, of }));
    if (!result) return;
    response.render('board-forecast-part', { catalogue: 'board', result }, (error: Error | null, html: string) => {
      if (error) throw error;
      tell('forecast', html);
      response.end();
    });
  });

  async function ask(request: Request, response: Response): Promise<Asked | null> {
    const round = await readRound(manager, watcherOf(response).scope, timeZone, String(request.params.id));
    if (!round) return null;
    const now = await readClock(manager);
    const standing = await readStanding(manager, round.id, now, timeZone);
    return standing && { round, standing, now };
  }

  /** @returns null when its watcher has left */
  async function forecast(
    { standing, now }: Asked,
    whatIf: WhatIf,
    locale: ReturnType<typeof watcherOf>['locale'],
    signal: AbortSignal,
    progressed: (done: number, of: number) => void = () => undefined,
  ) {
    const wonders = Object.keys(whatIf).length > 0;
    const of = wonders ? 2 * RUNS : RUNS;
    const play = (what: WhatIf, before: number) =>
      runForecast(inputOf(standing, what, { now, timeZone, runs: RUNS, seed: SEED }), {
        signal,
        progressed: (done) => progressed(before + done, of),
      });
    running += 1;
    try {
      const asItIs = await play({}, 0);
      const other = wonders ? await play(whatIf, RUNS) : null;
      return forecastView(standing, asItIs, other, now, { locale, timeZone });
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      running -= 1;
    }
  }

  return routes;
}

/** Aborted when whoever asked is gone. */
function leaving(response: Response): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort(new Error('Whoever asked has left.')));
  return left.signal;
}

function showBusy(response: Response, again: string): void {
  showPage(response.set('Retry-After', '5'), 'board-forecast-busy', { again }, 503);
}
