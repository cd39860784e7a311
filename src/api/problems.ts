import { STATUS_CODES } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { z } from 'zod';
import type { Log } from '../platform/log.js';

/** What is wrong with a request, by RFC 9457; `about:blank` says that there is no more to it than the status. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
  })
  .meta({ id: 'Problem', description: 'What is wrong, as RFC 9457 has it.' });

/** Thrown to refuse a request. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

/** Answers with a problem. */
export function sendProblem(response: Response, { status, message, headers }: Problem): void {
  const problem: z.infer<typeof problemSchema> = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Problem',
    status,
    detail: message,
  };
  response.status(status).set(headers).type('application/problem+json').send(JSON.stringify(problem));
}

/** Answers whatever went wrong in the API; what is nobody's but ours is logged, without the address. */
export const problems =
  (log: Log) =>
  (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) next(error);
    else if (error instanceof Problem) sendProblem(response, error);
    // An address that cannot be read.
    else if (error instanceof URIError) sendProblem(response, new Problem(404, NOTHING));
    else {
      log.error({ err: error, method: request.method, route: request.route?.path }, 'api-failed');
      sendProblem(response, new Problem(500, 'Something went wrong here. Try again later.'));
    }
  };

/** What is said of an address that leads nowhere, and of what a token may not know to be there. */
export const NOTHING = 'There is nothing at this address.';
