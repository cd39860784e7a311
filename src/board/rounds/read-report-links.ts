import type { EntityManager } from 'typeorm';
import type { RoundLine } from './read-rounds.js';

/** The ids of the live links by which a person reports rounds, by round. Only their contact has one. */
export async function readReportLinks(
  manager: EntityManager,
  personId: string,
  roundIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const rows = await manager.query<{ id: string; subject: string }[]>(
    `select id, subject from link
     where person_id = $1 and purpose = 'report' and subject = any($2) and revoked_at is null
       and (expires_at is null or expires_at > $3)`,
    [personId, roundIds, now],
  );
  return new Map(rows.map(({ id, subject }) => [subject, id]));
}

/** Whether somebody with these links can still do something about the demand of a round. */
export const isReportable = (
  { id, instants }: Pick<RoundLine, 'id' | 'instants'>,
  links: ReadonlyMap<string, string>,
  now: Date,
): boolean => links.has(id) && now < instants.reportDue;
