import type { Request } from 'express';
import { type App, transact } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { nowOf } from '../../timetable/turn.js';
import type { Begun } from './provider.js';

/** How long somebody may take at the provider. */
export const MINUTES = 10;
// So many windows may be at the provider at one time; the one that began first is forgotten.
const MOST = 5;

/** A sign-in that this browser has begun. */
interface Pending extends Begun {
  /** The page of the board that it returns to. */
  readonly next: string;
  /** By the database's clock, in milliseconds. */
  readonly at: number;
}

declare module 'express-session' {
  interface SessionData {
    /** The sign-ins that this browser has begun, the oldest first. */
    begun: readonly Pending[];
  }
}

/** Remembers in the browser's session that it begins a sign-in. */
export async function remember(app: App, request: Request, begun: Begun, next: string): Promise<void> {
  const { state, nonce, verifier } = begun;
  const at = (await readClock(app.database.manager)).getTime();
  request.session.begun = [...(request.session.begun ?? []), { state, nonce, verifier, next, at }].slice(-MOST);
}

/**
 * Takes the sign-in with that state out of the browser's session, so that of two answers to it one counts.
 * @returns it, or why there is none: it was not begun here, or answered already, or too long ago
 */
export async function recall(app: App, request: Request, state: unknown): Promise<Pending | 'unknown' | 'late'> {
  const pending = request.session.begun?.find((one) => one.state === state);
  if (!pending) return 'unknown';
  return transact(app, async (tx) => {
    // In the row itself: two requests at one time have each read it before.
    const [rows] = await tx.manager.query<[unknown[], number]>(
      `update session set sess = jsonb_set(sess::jsonb, '{begun}', (
         select coalesce(jsonb_agg(one), '[]') from jsonb_array_elements(sess::jsonb -> 'begun') one
         where one ->> 'state' <> $2))::json
       where sid = $1 and sess::jsonb -> 'begun' @> jsonb_build_array(jsonb_build_object('state', $2::text))
       returning sid`,
      [request.sessionID, pending.state],
    );
    if (rows.length === 0) return 'unknown';
    return (await nowOf(tx)).getTime() < pending.at + MINUTES * 60_000 ? pending : 'late';
  });
}
