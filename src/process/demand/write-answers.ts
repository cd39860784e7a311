import { recordEvents } from '../../platform/events.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import type { Need } from './demand.rule.js';

/** An answer for a course. Without a comment the one that is there stays. */
export interface CourseAnswer {
  readonly positionId: string;
  readonly answer: Need & { readonly comment?: string };
}

/** Writes answers over the earlier ones, in the name of whoever gave them, with their events. */
export async function writeAnswers(
  tx: Tx,
  { roundId, actorId }: { roundId: string; actorId: string },
  answers: readonly CourseAnswer[],
): Promise<void> {
  const rows = answers.map(({ positionId, answer }) => ({ positionId, ...answer }));
  await tx.manager.query(
    `update demand d set answered_at = $1, answered_by_id = $2, no_need = not a.need, kind = a.kind,
       openings = a.openings, hours = a.hours, comment = coalesce(a.comment, d.comment)
     from jsonb_to_recordset($3::jsonb)
       as a("positionId" text, need boolean, kind text, openings int, hours int, comment text)
     where d.position_id = a."positionId"`,
    [await nowOf(tx), actorId, JSON.stringify(rows)],
  );
  await recordEvents(
    tx,
    answers.map(({ positionId, answer }) => ({
      kind: 'demand-answered',
      actorId,
      roundId,
      positionId,
      data: { need: answer.need },
    })),
  );
}
