import type { Gone } from '../outbox/gone.js';
import type { Line } from '../rounds/table/table.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { columnsOf, HOLDINGS, ofRound } from './holdings.js';
import type { Parted } from './part-people.js';
import { eraserOf, type Traits } from './traits.rule.js';

const GONE: Gone = 'the person was erased';

/** Empties what people wrote and were sent, and deletes what goes with them, in a round or, with null, anywhere. */
export async function emptyOwn(
  tx: Tx,
  roundId: string | null,
  personIds: readonly string[],
  traits: Traits,
): Promise<Parted> {
  const given = [roundId, personIds];
  for (const sql of EMPTY) await tx.manager.query(sql, given);
  await tx.manager.query(
    `update mail t set facts = '{}', address = '', erased_at = $3, next_due_at = null,
       reason = case when state = 'waiting' then $4 end,
       state = case when state = 'waiting' then 'dropped' else state end
     where person_id = any($2) and ${ofRound('mail')}`,
    [...given, await nowOf(tx), GONE],
  );
  await dropLines(tx, roundId, traits);
  const gone: Record<string, number> = {};
  for (const [table, { goes }] of Object.entries(HOLDINGS)) {
    if (!goes) continue;
    const owner = columnsOf(table, 'reference')[0];
    const [, count] = await tx.manager.query<[unknown, number]>(
      `delete from ${table} t where t.${owner} = any($2) and ${ofRound(table)}`,
      given,
    );
    gone[table] = count;
  }
  return gone;
}

const EMPTY = [
  `update application_form t set text = '' where person_id = any($2) and ${ofRound('application_form')}`,
  `update demand t set comment = '' where (answered_by_id = any($2)
     or position_id in (select id from position where teacher_id = any($2))) and ${ofRound('demand')}`,
  `update event t set data = data - 'reason' where (person_id = any($2) or actor_id = any($2)) and data ? 'reason'
     and ${ofRound('event')}`,
  `delete from session t where $1::text is null and sess ->> 'personId' = any($2::text[])`,
];

/** A file that waits to be taken in is left without their lines. */
async function dropLines(tx: Tx, roundId: string | null, traits: Traits): Promise<void> {
  const erase = eraserOf(traits, '');
  const files = await tx.manager.query<{ id: string; lines: Line[] }[]>(
    `select id, lines from application_import t where lines is not null and ${ofRound('application_import')} for update`,
    [roundId],
  );
  for (const { id, lines } of files) {
    const left = lines.filter(({ cells }) => !cells.some((cell) => erase(cell) !== cell));
    if (left.length < lines.length)
      await tx.manager.query(`update application_import set lines = $2 where id = $1`, [id, JSON.stringify(left)]);
  }
}
