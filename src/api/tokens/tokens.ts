import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { hashOf, newSecret } from '../../links/secret.js';
import { NOW_SQL } from '../../platform/clock.js';
import { recordEvents } from '../../platform/events.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { SCOPES, type Scope } from './api-token.entity.js';

// What searches for leaked keys knows by.
const PREFIX = 'stafett_';

export const scopeList = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(SCOPES, `must be ${SCOPES.join(', ')} or several of them with commas`)).min(1))
  .transform((names) => [...new Set(names)]);

export interface NewToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly campusId: string | null;
  /** Null when it is good until it is revoked. */
  readonly days: number | null;
  readonly madeBy: string;
}

/**
 * Makes a token.
 * @returns the token itself, which is kept nowhere; null when another is called so
 */
export async function addToken(tx: Tx, { name, scopes, campusId, days, madeBy }: NewToken): Promise<string | null> {
  const token = `${PREFIX}${newSecret()}`;
  const [row] = await tx.manager.query<{ id: string }[]>(
    `insert into api_token (name, hash, scopes, campus_id, made_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6::timestamptz, $6::timestamptz + make_interval(days => $7))
     on conflict (name) where revoked_at is null do nothing returning id`,
    [name, hashOf(token), scopes, campusId, madeBy, await nowOf(tx), days],
  );
  if (!row) return null;
  await recordEvents(tx, [{ kind: 'token-added', data: { tokenId: row.id } }]);
  return token;
}

/** A token that is not revoked. */
export interface ListedToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly campus: string | null;
  readonly madeBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly expired: boolean;
  readonly lastUsedAt: Date | null;
}

/** All that are not revoked, by name. */
export const listTokens = ({ manager }: Pick<Tx, 'manager'>): Promise<ListedToken[]> =>
  manager.query(
    `select t.id, t.name, t.scopes, k.name as campus, t.made_by as "madeBy", t.created_at as "createdAt",
       t.expires_at as "expiresAt", coalesce(t.expires_at <= ${NOW_SQL}, false) as expired, t.last_used_at as "lastUsedAt"
     from api_token t left join campus k on k.id = t.campus_id cross join clock where t.revoked_at is null order by t.name`,
  );

/**
 * Revokes a token; its next request is refused.
 * @param which its id or its name
 * @param actorId who does so on the board; null by the command line
 * @returns whether there was one
 */
export async function revokeToken(
  tx: Tx,
  which: { readonly id: string } | { readonly name: string },
  actorId: string | null,
): Promise<boolean> {
  const [column, value] = 'id' in which ? ['id', which.id] : ['name', which.name];
  const [rows] = await tx.manager.query<[{ id: string }[], number]>(
    `update api_token set revoked_at = $2 where ${column} = $1 and revoked_at is null returning id`,
    [value, await nowOf(tx)],
  );
  await recordEvents(
    tx,
    rows.map(({ id }) => ({ kind: 'token-revoked', actorId, data: { tokenId: id } })),
  );
  return rows.length > 0;
}

/** A token that was presented and is good. */
export interface Bearer {
  readonly id: string;
  readonly scopes: readonly Scope[];
  readonly campusId: string | null;
}

/**
 * Finds the token that was presented, by its hash, and notes to the hour that it is used. What the API answers does not show
 * that.
 * @returns null when there is none such, or it is revoked or expired
 */
export async function findToken(manager: EntityManager, token: string): Promise<Bearer | null> {
  const [row] = await manager.query<(Bearer & { stale: boolean })[]>(
    `select t.id, t.scopes, t.campus_id as "campusId",
       coalesce(t.last_used_at <= ${NOW_SQL} - interval '1 hour', true) as stale
     from api_token t cross join clock
     where t.hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > ${NOW_SQL})`,
    [hashOf(token)],
  );
  if (!row) return null;
  const { id, scopes, campusId, stale } = row;
  if (stale) await manager.query(`update api_token t set last_used_at = ${NOW_SQL} from clock where t.id = $1`, [id]);
  return { id, scopes, campusId };
}
