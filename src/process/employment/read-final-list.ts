import type { App } from '../../platform/app.js';
import { type ReadPosition, readPosition } from '../../rounds/read-position.js';
import type { RoundContext } from '../../rounds/round-context.js';
import type { Unfilled } from '../../rounds/why-unfilled.rule.js';
import { loadUnfilled } from './load-unfilled.js';

export interface Assistant {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  /** Null where the training is not asked for. */
  readonly laos: boolean | null;
}

export interface FinalList {
  readonly position: ReadPosition;
  readonly round: RoundContext;
  readonly assistants: readonly Assistant[];
  readonly unfilled: Unfilled | null;
  /** Who came and went; null when nothing has changed since the first list. */
  readonly changes: Changes | null;
}

interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** When the list with these changes was sent; null while they are on their way to the next one. */
  readonly sentAt: Date | null;
}

/** The assistants of a position as it is now, for its teacher. */
export async function readFinalList(app: App, positionId: string): Promise<FinalList> {
  const { position, round } = await readPosition(app, positionId);
  const people = await app.database.manager.query<(Assistant & { laos: boolean })[]>(
    `select s.id, coalesce(nullif(s.name, ''), s.email) as name, s.email, s.phone, s.laos
     from offer o join person s on s.id = o.person_id
     where o.position_id = $1 and o.state = 'accepted' order by s.name, s.email`,
    [positionId],
  );
  const needsLaos = position.kind === 'learning-assistant';
  const assistants = people.map((one) => ({ ...one, laos: needsLaos ? one.laos : null }));
  const unfilled = (await loadUnfilled(app.database.manager, [positionId])).get(positionId) ?? null;
  return { position, round, assistants, unfilled, changes: await readChanges(app, positionId, assistants) };
}

interface Sent {
  readonly lists: number;
  readonly listed: readonly string[];
  /** What the last list said to have changed, and when it was sent. */
  readonly last: { readonly added: readonly string[]; readonly removed: readonly string[] } | null;
  readonly at: Date | null;
}

/** What differs from the last list that was sent, or else what that one said to have changed. */
async function readChanges(app: App, positionId: string, now: readonly Assistant[]): Promise<Changes | null> {
  const [sent] = await app.database.manager.query<Sent[]>(
    `select p.final_lists as lists, p.final_list_ids as listed, e.data as last, e.at
     from position p
     left join lateral (
       select at, data from event where position_id = p.id and kind = 'final-list-sent' order by id desc limit 1
     ) e on true
     where p.id = $1`,
    [positionId],
  );
  if (!sent || sent.lists === 0) return null;
  const added = now.filter(({ id }) => !sent.listed.includes(id)).map(({ id }) => id);
  const removed = sent.listed.filter((id) => !now.some((one) => one.id === id));
  if (added.length + removed.length > 0) return namesOf(app, { added, removed }, null);
  return sent.lists > 1 && sent.last ? namesOf(app, sent.last, sent.at) : null;
}

async function namesOf(
  app: App,
  { added, removed }: { readonly added: readonly string[]; readonly removed: readonly string[] },
  sentAt: Date | null,
): Promise<Changes> {
  const people = await app.database.manager.query<{ id: string; name: string }[]>(
    `select id, coalesce(nullif(name, ''), email) as name from person where id = any($1)`,
    [[...added, ...removed]],
  );
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const known = (ids: readonly string[]) => ids.flatMap((id) => names.get(id) ?? []);
  return { added: known(added), removed: known(removed), sentAt };
}
