import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { BoardHooks } from '@bull-board/api/typings/app';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
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
      handlerHooks: HOOKS,
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
  routes.use('/jobs', jobsPolicy(app), remember(app), bullBoard, unknown);
  return routes;
}

// A job carries the id of a subject and nothing else; by hand anything could be put into one.
const REFUSED = new Set(['/api/queues/:queueName/add', '/api/queues/:queueName/:jobId/update-data']);

const HOOKS: BoardHooks = {
  before: ({ route }) => ({ allow: !REFUSED.has(route) }),
  // The texts of failures come from mail servers and libraries, and may name whom a mail was for.
  after: (_context, { body, ...result }) => ({ ...result, body: scrub(body) }),
};

/** Writes down who changed something in the queues, before it happens. */
function remember(app: App) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const data = { method: request.method, path: request.path };
      await transact(app, (tx) => recordEvents(tx, [{ kind: 'jobs-changed', actorId: watcherOf(response).id, data }]));
    }
    next();
  };
}
