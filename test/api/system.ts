import type { z } from 'zod';
import { apiPart } from '../../src/api/api.routes.js';
import { problemSchema } from '../../src/api/problems.js';
import type { Scope } from '../../src/api/tokens/api-token.entity.js';
import { addToken, type NewToken } from '../../src/api/tokens/tokens.js';
import { transact } from '../../src/platform/app.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { createWeb, listen } from '../../src/web/web.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { offerOf, ratedPosition } from '../support/semester.js';

/** An installation with a rated position, whose API is asked as another system does. */
export interface System {
  readonly app: TestApp;
  readonly url: string;
  /** A token that may read everything, unless it is said otherwise. */
  token(more?: Partial<NewToken>): Promise<string>;
  /** What is answered under `/api/v1`. */
  ask(path: string, token?: string | null, init?: RequestInit): Promise<Response>;
  /** A student by letter does something about an offer. */
  act(letter: string, answer: 'accept' | 'decline' | 'withdraw'): Promise<unknown>;
  close(): Promise<void>;
}

const ALL: readonly Scope[] = ['final-list', 'changes'];

/** @param ranked the applicants, a letter each, for so many openings */
export async function startSystem(openings: number, ranked: string, log?: TestApp['log']): Promise<System> {
  const quiet = await testApp();
  const app = log ? { ...quiet, log } : quiet;
  await ratedPosition(app, openings, ranked, oslo('2026-11-06T09:00'));
  const { port, close } = await listen(await createWeb(app, { linkPages: [], parts: [apiPart(app)] }), 0);
  const url = `http://127.0.0.1:${port}`;
  let made = 0;
  return {
    app,
    url,
    async token(more = {}) {
      made += 1;
      const wanted = { name: `system ${made}`, scopes: ALL, campusId: null, days: null, madeBy: 'ops', ...more };
      return (await transact(app, (tx) => addToken(tx, wanted))) ?? '';
    },
    ask: (path, token, init = {}) =>
      fetch(`${url}/api/v1${path}`, {
        redirect: 'manual',
        ...init,
        headers: { ...(token && { Authorization: `Bearer ${token}` }), ...init.headers },
      }),
    act: async (letter, answer) => actOnOffer(app, { ...(await offerOf(app, letter)), answer }),
    async close() {
      await close();
      await app.close();
    },
  };
}

/** What was answered, as its schema has it and with nothing beside that. */
export async function answered<Schema extends z.ZodType>(schema: Schema, response: Response): Promise<z.infer<Schema>> {
  if (response.status !== 200) throw new Error(`It answered ${response.status}: ${await response.text()}`);
  const body: unknown = await response.json();
  const read = schema.parse(body);
  if (JSON.stringify(sorted(read)) !== JSON.stringify(sorted(body)))
    throw new Error('It answered more than is described.');
  return read;
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  );
};

/** Why it was refused: its status, what it says, and how one would get in. */
export async function refused(response: Response) {
  const type = response.headers.get('Content-Type');
  if (!type?.startsWith('application/problem+json')) throw new Error(`It answered ${response.status} as ${type}.`);
  const problem = problemSchema.strict().parse(await response.json());
  if (problem.status !== response.status) throw new Error('It says another status than it has.');
  return { status: problem.status, detail: problem.detail, wants: response.headers.get('WWW-Authenticate') };
}
