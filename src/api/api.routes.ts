import { type Response, Router } from 'express';
import { z } from 'zod';
import { readChanges } from '../changes/read-changes.js';
import type { App } from '../platform/app.js';
import type { Part } from '../web/web.js';
import { changesAnswer, changesQuery, finalListAnswer, roundsAnswer } from './answers.js';
import { authenticate, bearerOf, needs } from './authenticate.js';
import { openApi } from './openapi.js';
import { NOTHING, Problem, problems } from './problems.js';
import { readFinalList, readRounds } from './read-answers.js';

const noQuery = z.strictObject({});

/** The API for other systems: read only, JSON, a token in every request. */
export function apiPart(app: App): Part {
  const routes = Router();
  const { manager } = app.database;
  const description = openApi(app.config.baseUrl);

  routes.use((request, response, next) => {
    response.set('Cache-Control', 'no-store');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new Problem(405, 'The API can only be read.', { Allow: 'GET, HEAD' });
    // No text in the database can hold a NUL, so nothing is at an address that has one.
    if (/%00/.test(request.url)) throw new Problem(404, NOTHING);
    next();
  });

  routes.get('/openapi.json', (_request, response) => {
    response.json(description);
  });

  routes.use(...authenticate(app));

  routes.get('/rounds', async (request, response) => {
    read(noQuery, request.query);
    const rounds = await readRounds(manager, bearerOf(response).campusId, app.config.timeZone);
    answer(response, roundsAnswer, { rounds });
  });

  routes.get('/rounds/:id/final-list', needs('final-list'), async (request, response) => {
    read(noQuery, request.query);
    const round = String(request.params.id);
    const positions = await readFinalList(manager, round, bearerOf(response).campusId);
    if (!positions) throw new Problem(404, NOTHING);
    answer(response, finalListAnswer, { round, positions });
  });

  routes.get('/changes', needs('changes'), async (request, response) => {
    const { since, limit } = read(changesQuery, request.query);
    const changes = await readChanges(manager, { since, limit, campus: bearerOf(response).campusId });
    answer(response, changesAnswer, { changes, next: changes.at(-1)?.id ?? since });
  });

  routes.use(() => {
    throw new Problem(404, NOTHING);
  });
  routes.use(problems(app.log));
  return { path: '/api/v1', routes, forPrograms: true };
}

/** What an address asks. @throws Problem that names the first parameter that cannot be, one that is not known too */
function read<T>(schema: z.ZodType<T>, query: unknown): T {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
  const says = issue?.code === 'unrecognized_keys' ? 'is not known here' : issue?.message;
  throw new Problem(400, `The parameter ${name} ${says}.`);
}

/** Answers with what the schema names and nothing else. */
function answer<T>(response: Response, schema: z.ZodType<T>, data: T): void {
  response.json(schema.parse(data));
}
