import { Router } from 'express';
import { z } from 'zod';
import { contentDisposition } from '../../links/disposition.js';
import type { App } from '../../platform/app.js';
import { message } from '../../platform/messages.js';
import { checkFile } from '../../process/offer/fair-chance/check-file.js';
import { readCheck } from '../../process/offer/fair-chance/read-check.js';
import { summaryOf } from '../../process/offer/fair-chance/verdict.rule.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { readNames } from '../positions/say-record.js';
import { readRound } from '../rounds/read-rounds.js';
import { roundView } from '../rounds/view.js';
import { showPage } from '../show.js';
import { CHOICES, deviationsView, listView, overridesView, peopleNamed } from './view.js';

const query = z.object({ show: z.enum(CHOICES).catch('all') });

/** Of a round, whether the order was followed everywhere: to read, and as a signed file to hand over. */
export function fairChanceRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone, secret, baseUrl } = app.config;

  routes.get('/rounds/:id/fair-chance', async (request, response) => {
    const { scope, locale } = watcherOf(response);
    const line = await readRound(manager, scope, timeZone, request.params.id);
    if (!line) return notFound(request, response);
    const { at, positions } = await readCheck(manager, line);
    const speech = { locale, timeZone, nameOf: await readNames(manager, peopleNamed(positions), locale) };
    const round = roundView(line, at);
    showPage(response, 'board-fair-chance', {
      at,
      round,
      summary: summaryOf(positions.map(({ verdict }) => verdict)),
      deviations: deviationsView(positions, speech),
      overrides: overridesView(positions, speech),
      list: listView(positions, query.parse(request.query).show, `${round.path}/fair-chance`),
    });
  });

  routes.get('/rounds/:id/fair-chance.json', async (request, response) => {
    const { scope, locale } = watcherOf(response);
    const line = await readRound(manager, scope, timeZone, request.params.id);
    if (!line) return notFound(request, response);
    const { id, campus, semester } = line;
    const check = await readCheck(manager, { id, campus, semester });
    const name = message(locale, 'board', 'fair-chance.file');
    response.set({
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': contentDisposition(`${id} ${name}.json`),
    });
    response.send(checkFile(check, { from: baseUrl, secret }));
  });

  return routes;
}
