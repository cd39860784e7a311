import { revokeLinks } from '../links/issue.js';
import type { Purpose } from '../links/link.entity.js';
import { recordEvents } from '../platform/events.js';
import { loadRound, type RoundContext } from '../rounds/round-context.js';
import type { Tx } from '../timetable/turn.js';
import { askTeacherAgain } from './demand/ask-teacher-again.js';
import { resendFinalList } from './employment/resend-employment.js';
import { lockRound } from './lock-round.js';
import { holdMails } from './pause-round.js';
import { askRatersAgain } from './rating/ask-raters-again.js';

export interface Replacement {
  readonly positionId: string;
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly actorId: string;
  readonly reason: string;
}

interface Row {
  readonly roundId: string;
  readonly teacherId: string;
}

/**
 * Gives a position another teacher, who is known by the address, and becomes a person if it is a new one. The old teacher's
 * links to it end, what waits for them about it is dropped, and what is open is sent to the new one at once: the request
 * for demand, that for the rating, the final list. What was answered stands, and so do the colleagues who were asked to
 * rate.
 * @returns null when it was done, else why not: the address is the teacher's (`same`) or an applicant's
 * @throws Error when there is no such position
 */
export async function replaceTeacher(
  tx: Tx,
  { positionId, name, email, actorId, reason }: Replacement,
): Promise<'same' | 'applicant' | null> {
  const { roundId } = await read(tx, positionId);
  await lockRound(tx, roundId);
  const { teacherId } = await read(tx, positionId);
  const round = await loadRound(tx, roundId);
  const next = await findOrCreate(tx, round, { name, email });
  if (next === teacherId) return 'same';
  if (await hasApplied(tx, positionId, next)) return 'applicant';
  await tx.manager.query(`update position set teacher_id = $2 where id = $1`, [positionId, next]);
  await dismiss(tx, round, positionId, teacherId);
  await recordEvents(tx, [
    {
      kind: 'teacher-replaced',
      actorId,
      roundId,
      positionId,
      personId: next,
      data: { from: teacherId, to: next, reason },
    },
  ]);
  await askTeacherAgain(tx, round, positionId);
  await askRatersAgain(tx, round, positionId);
  await resendFinalList(tx, positionId);
  if (round.pausedAt) await holdMails(tx, roundId);
  return null;
}

async function read(tx: Tx, positionId: string): Promise<Row> {
  const [row] = await tx.manager.query<Row[]>(
    `select round_id as "roundId", teacher_id as "teacherId" from position where id = $1`,
    [positionId],
  );
  if (!row) throw new Error(`There is no position ${positionId}.`);
  return row;
}

async function findOrCreate(
  tx: Tx,
  round: RoundContext,
  { name, email }: Pick<Replacement, 'name' | 'email'>,
): Promise<string> {
  const [person] = await tx.manager.query<{ id: string }[]>(
    `insert into person (email, name, locale) values (lower($1), $2, $3)
     on conflict (email) do update set name = case when person.name = '' then excluded.name else person.name end
     returning id`,
    [email, name, round.campus.locale],
  );
  if (!person) throw new Error('The teacher was neither found nor created.');
  return person.id;
}

async function hasApplied(tx: Tx, positionId: string, personId: string): Promise<boolean> {
  const rows = await tx.manager.query<unknown[]>(
    `select 1 from application where position_id = $1 and person_id = $2 and withdrawn_at is null`,
    [positionId, personId],
  );
  return rows.length > 0;
}

/** Ends what the old teacher has of the position. The rating stays with whoever may rate it otherwise too. */
async function dismiss(tx: Tx, round: RoundContext, positionId: string, teacherId: string): Promise<void> {
  const delegated = await tx.manager.query<unknown[]>(
    `select 1 from delegation where position_id = $1 and person_id = $2 and taken_back_at is null`,
    [positionId, teacherId],
  );
  const mayRate = delegated.length > 0 || teacherId === round.contact.id;
  const purposes: Purpose[] = ['demand', 'final-list', ...(mayRate ? [] : (['rating'] as const))];
  const revoked = await revokeLinks(tx, { personId: teacherId, purposes, subject: positionId });
  await tx.manager.query(
    `update mail m set state = 'dropped', reason = 'the teacher was replaced', next_due_at = null
     from unnest($2::text[]) as l(id)
     where m.person_id = $1 and m.state = 'waiting' and position(l.id in m.facts::text) > 0`,
    [teacherId, revoked.map(({ id }) => id)],
  );
}
