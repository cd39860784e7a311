import { nowOf, type Tx } from '../timetable/turn.js';
import type { Purpose } from './link.entity.js';

export interface LinkRequest {
  readonly personId: string;
  readonly purpose: Purpose;
  readonly subject: string;
  readonly expiresAt?: Date;
}

/**
 * The ids of the links for these matters, in the same order. A person keeps one live link per matter, so that a reminder
 * opens the same page as the first mail.
 */
export async function issueLinks(tx: Tx, requests: readonly LinkRequest[]): Promise<string[]> {
  if (requests.length === 0) return [];
  const at = await nowOf(tx);
  // Always in one order, so that two who issue the same links never wait for each other in a circle.
  const rows = await tx.manager.query<{ id: string; person_id: string; purpose: string; subject: string }[]>(
    `insert into link (person_id, purpose, subject, created_at, expires_at)
     select distinct r."personId", r.purpose, r.subject, $1::timestamptz, r."expiresAt"
     from jsonb_to_recordset($2::jsonb) as r("personId" uuid, purpose text, subject text, "expiresAt" timestamptz)
     order by 1, 2, 3
     on conflict (person_id, purpose, subject) where revoked_at is null
       do update set expires_at = excluded.expires_at
     returning id, person_id, purpose, subject`,
    [at, JSON.stringify(requests)],
  );
  const key = (person: string, purpose: string, subject: string) => `${person} ${purpose} ${subject}`;
  const ids = new Map(rows.map((row) => [key(row.person_id, row.purpose, row.subject), row.id]));
  return requests.map((request) => {
    const id = ids.get(key(request.personId, request.purpose, request.subject));
    if (!id) throw new Error(`No link was issued for ${request.purpose}.`);
    return id;
  });
}

/** The id of the link for one matter. */
export async function issueLink(tx: Tx, request: LinkRequest): Promise<string> {
  const [id] = await issueLinks(tx, [request]);
  return id as string;
}

/** Whose links, for what: all purposes and subjects where these are absent. */
export interface RevokedLinks {
  readonly personId: string;
  readonly purposes?: readonly Purpose[];
  readonly subject?: string;
}

export interface RevokedLink {
  readonly id: string;
  readonly purpose: Purpose;
  readonly subject: string;
}

/** Ends the live links of a person; whoever opens one from then on is told so. @returns those that it ended */
export async function revokeLinks(tx: Tx, { personId, purposes, subject }: RevokedLinks): Promise<RevokedLink[]> {
  const [rows] = await tx.manager.query<[RevokedLink[], number]>(
    `update link set revoked_at = $2
     where person_id = $1 and revoked_at is null and ($3::text[] is null or purpose = any($3))
       and ($4::text is null or subject = $4)
     returning id, purpose, subject`,
    [personId, await nowOf(tx), purposes ?? null, subject ?? null],
  );
  return rows;
}
