import { AsyncLocalStorage } from 'node:async_hooks';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { BoardHooks } from '@bull-board/api/typings/app';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import { type RequestHandler, Router } from 'express';
import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { withoutAddresses } from '../../platform/without-addresses.js';
import { watcherOf } from '../guard.js';
import { jobsPolicy } from './policy.js';
import { scrub } from './scrub.js';

/** The path of Bull Board's pages. */
export const JOBS = '/board/jobs';

/** Bull Board over the queues: what waits, runs and failed, and the retry. */
export function jobRoutes(app: App, queues: readonly Queue[]): Router {
  const serverAdapter = new ExpressAdapter().setBasePath(JOBS);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue)),
    serverAdapter,
    options: {
      handlerHooks: hooksOf(app),
      uiConfig: {
        boardTitle: 'Stafett',
        favIcon: { default: 'static/images/logo.svg', alternative: 'static/favicon-32x32.png' },
        miscLinks: [{ text: 'Stafett', url: '/board' }],
        hideDocsLink: true,
        hideRedisDetails: true,
      },
    },
  });
  serverAdapter.setErrorHandler((error) => {
    app.log.error({ err: error }, 'jobs-page-failed');
    return {
      status: 500,
      body: { error: { key: 'ERRORS.INTERNAL_SERVER_ERROR' }, message: withoutAddresses(error.message) },
    };
  });
  const bullBoard: RequestHandler = serverAdapter.getRouter();
  // Bull Board is an application of its own: past it a response has lost the views of ours, so unknown paths end here.
  const unknown: RequestHandler = (_request, response) => void response.sendStatus(404);
  const routes = Router();
  routes.use('/jobs', jobsPolicy(app), ask, bullBoard, unknown);
  return routes;
}

// A job carries the id of a subject and nothing else; by hand anything could be put into one.
const REFUSED = new Set(['/api/queues/:queueName/add', '/api/queues/:queueName/:jobId/update-data']);

/** Whose request Bull Board is answering, which it does not tell its hooks. */
const asking = new AsyncLocalStorage<{ readonly actorId: string; readonly method: string; readonly path: string }>();

const ask: RequestHandler = ({ method, path }, response, next) =>
  asking.run({ actorId: watcherOf(response).id, method, path }, next);

const hooksOf = (app: App): BoardHooks => ({
  before: ({ route }) => ({ allow: !REFUSED.has(route) }),
  async after({ method }, { body, ...result }) {
    if (method !== 'get' && (result.status ?? 200) < 400) await remember(app);
    // The texts of failures come from mail servers and libraries, and may name whom a mail was for.
    return { ...result, body: scrub(body) };
  },
});

/** Writes down who changed something in the queues. */
async function remember(app: App): Promise<void> {
  const { actorId, ...data } = asking.getStore() ?? {};
  if (actorId) await transact(app, (tx) => recordEvents(tx, [{ kind: 'jobs-changed', actorId, data }]));
}
