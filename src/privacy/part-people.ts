import { randomUUID } from 'node:crypto';
import { ERASED, erasedAddress } from '../people/erased.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { emptyOwn } from './empty-own.js';
import { columnsOf, HOLDINGS, ofRound, REFERENCES } from './holdings.js';
import { readTraits } from './read-traits.js';
import { rewrite } from './rewrite.js';
import { eraserOf, type Traits } from './traits.rule.js';

/** How many rows of each table were parted from the people they were of. */
export type Parted = Readonly<Record<string, number>>;

/**
 * Parts people from what a round has of them. What they wrote goes, and mails, links and drafts of theirs; what is counted
 * stays, under a new random name for each person in each round, so that nothing tells who it was, nor that two are the same.
 * Wherever else the round names them, in mails to others or in reasons, they are not named any more.
 * @param roundId null for all that there still is of them anywhere
 * @param known what names them, where part of it was erased already
 */
export async function partPeople(
  tx: Tx,
  roundId: string | null,
  personIds: readonly string[],
  known?: Traits,
): Promise<Parted> {
  if (personIds.length === 0) return {};
  await tx.manager.query(`select set_config('stafett.erasure', 'on', true)`);
  const traits = known ?? (await readTraits(tx.manager, personIds));
  const names = new Map(personIds.map((id) => [id, randomUUID()]));
  const parted = new Map<string, number>(Object.entries(await emptyOwn(tx, roundId, personIds, traits)));
  await standIn(tx, [...names.values()]);
  const pairs = [[...names.keys()], [...names.values()]] as const;
  for (const { table, column } of REFERENCES) {
    const [, count] = await tx.manager.query<[unknown, number]>(
      `update ${table} t set ${column} = n.name from unnest($2::uuid[], $3::uuid[]) as n(id, name)
       where t.${column} = n.id and ${ofRound(table)}`,
      [roundId, ...pairs],
    );
    parted.set(table, (parted.get(table) ?? 0) + count);
  }
  for (const table of Object.keys(HOLDINGS))
    for (const column of columnsOf(table, 'references'))
      await tx.manager.query(
        `update ${table} t set ${column} = array(select coalesce(n.name, one.id)
             from unnest(t.${column}) with ordinality as one(id, place)
             left join unnest($2::uuid[], $3::uuid[]) as n(id, name) on n.id = one.id order by one.place)
         where t.${column} && $2::uuid[] and ${ofRound(table)}`,
        [roundId, ...pairs],
      );
  await rewriteTexts(tx, roundId, names, traits);
  await dropUnused(tx, [...names.values()]);
  await tx.manager.query(`select set_config('stafett.erasure', '', true)`);
  return Object.fromEntries([...parted].filter(([, count]) => count > 0));
}

const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

async function rewriteTexts(
  tx: Tx,
  roundId: string | null,
  names: ReadonlyMap<string, string>,
  traits: Traits,
): Promise<void> {
  const rename = (text: string) => text.replace(UUID, (id) => names.get(id) ?? id);
  const erase = eraserOf(traits, ERASED);
  for (const table of Object.keys(HOLDINGS)) {
    for (const column of columnsOf(table, 'ids')) await rewrite(tx, { table, column, roundId }, rename);
    for (const column of columnsOf(table, 'words'))
      await rewrite(tx, { table, column, roundId }, (text) => erase(rename(text)));
  }
}

/** The rows that stand for whoever is erased; in the order of their own names, which tells nothing. */
async function standIn(tx: Tx, ids: readonly string[]): Promise<void> {
  const sorted = [...ids].sort();
  const at = await nowOf(tx);
  await tx.manager.query(
    `insert into person (id, email, name, locale, known_since, erased_at)
     select id, address, $3, 'nb', $4, $4 from unnest($1::uuid[], $2::text[]) as n(id, address)`,
    [sorted, sorted.map(erasedAddress), ERASED, at],
  );
}

const dropUnused = (tx: Tx, ids: readonly string[]) =>
  tx.manager.query(
    `delete from person s where s.id = any($1)
       and ${REFERENCES.map(({ table, column }) => `not exists (select from ${table} where ${column} = s.id)`).join(' and ')}`,
    [ids],
  );
