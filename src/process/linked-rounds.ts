import type { RevokedLinks } from '../links/issue.js';
import type { Tx } from '../timetable/turn.js';

/**
 * The rounds that a person's links belong to, live or not, and those of the mails that wait for them: what is to be locked
 * before anything is done about the links. It reads no clock, which is for after the locks.
 */
export async function linkedRounds(tx: Tx, { personId, purposes, subject }: RevokedLinks): Promise<string[]> {
  const rows = await tx.manager.query<{ id: string }[]>(
    `with mine as (
       select purpose, subject from link
       where person_id = $1 and ($2::text[] is null or purpose = any($2)) and ($3::text is null or subject = $3)
     )
     select r.id from mine m join round r on r.id = m.subject where m.purpose in ('report', 'apply')
     union select p.round_id from mine m join position p on p.id = m.subject
       where m.purpose in ('demand', 'rating', 'final-list')
     union select p.round_id from mine m join offer o on o.id::text = m.subject join position p on p.id = o.position_id
       where m.purpose = 'offer'
     union select p.round_id from mine m join offer o on o.person_id::text = m.subject
       join position p on p.id = o.position_id where m.purpose = 'laos' and o.state = 'accepted'
     union select l.round_id from mail l
       where l.person_id = $1 and l.state = 'waiting' and l.round_id is not null and $3::text is null
     order by 1`,
    [personId, purposes ?? null, subject ?? null],
  );
  return rows.map(({ id }) => id);
}
