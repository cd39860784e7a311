import { createHash } from 'node:crypto';
import { recordEvents } from '../../../platform/events.js';
import { loadRound, type RoundContext } from '../../../rounds/round-context.js';
import { nowOf, type Tx } from '../../../timetable/turn.js';
import { advanceRating } from '../../rating/rating.advance.js';
import { sendReceipts, wholeForm } from '../send-receipt.js';
import { lockApplications } from './lock-applications.js';
import type { ImportPlan, NewApplication } from './plan-import.rule.js';
import { importsNow, planFile, readFileLines, readImport } from './read-import.js';

const PART = 500;

export interface ImportOrder {
  readonly importId: string;
  readonly actorId: string;
  /** The digest of the plan that whoever asks has seen. */
  readonly seen: string;
  /** Whether the faulty lines are to be left out; otherwise a single one stops all. */
  readonly leavesOut: boolean;
  /** Whether each student with a new application gets a receipt, with the link to their own page. */
  readonly tells: boolean;
  /** Is told how many applications of how many are written. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Takes the applications of a file into its round, all or none. What is there already stays as it is; a position that was
 * without applicants when ratings were asked for is asked for now.
 * @returns `changed` when the plan is another than the one that was seen; like the others but `done` it changes nothing
 */
export async function importApplications(
  tx: Tx,
  order: ImportOrder,
): Promise<'done' | 'gone' | 'already' | 'not-now' | 'changed' | 'faulty' | 'nothing'> {
  await tx.manager.query(`select 1 from application_import where id = $1 for update`, [order.importId]);
  const found = await readImport(tx.manager, order.importId);
  if (!found) return 'gone';
  if (found.doneAt) return 'already';
  const isOpen = await lockApplications(tx, found.roundId);
  const now = await nowOf(tx);
  const round = await loadRound(tx, found.roundId);
  const lines = await readFileLines(tx.manager, order.importId);
  if (!isOpen || !lines || importsNow(round, now) !== 'open') return 'not-now';
  const plan = await planFile(tx.manager, round.id, lines, found.columns);
  if (digestOf(plan) !== order.seen) return 'changed';
  if (plan.faults.length > 0 && !order.leavesOut) return 'faulty';
  if (plan.applications.length === 0) return 'nothing';
  const { people, newcomers } = await writeAll(tx, round, plan.applications, order);
  if (order.tells) await sendReceipts(tx, round, people, wholeForm(round, now));
  const leftOut = new Set(plan.faults.map(({ line }) => line)).size;
  await tx.manager.query(
    `update application_import set done_at = $2, lines = null, created = $3, known = $4, left_out = $5, told = $6,
       newcomers = $7, actor_id = $8
     where id = $1`,
    [order.importId, now, plan.applications.length, plan.known, leftOut, order.tells, newcomers, order.actorId],
  );
  const data = { import: order.importId, created: plan.applications.length, known: plan.known, leftOut };
  await recordEvents(tx, [{ kind: 'applications-imported', actorId: order.actorId, roundId: round.id, data }]);
  if (now >= round.instants.applyDue) await advanceRating(tx, round.id);
  return 'done';
}

/** Tells one plan from another. */
export const digestOf = (plan: ImportPlan): string =>
  createHash('sha256').update(JSON.stringify(plan)).digest('base64url');

async function writeAll(
  tx: Tx,
  round: RoundContext,
  applications: readonly NewApplication[],
  { importId, actorId, onProgress }: ImportOrder,
): Promise<{ people: string[]; newcomers: string[] }> {
  const people = new Set<string>();
  const newcomers = new Set<string>();
  for (let at = 0; at < applications.length; at += PART) {
    const part = applications.slice(at, at + PART);
    for (const { id, isNew } of await writePeople(tx, round, part)) {
      people.add(id);
      if (isNew) newcomers.add(id);
    }
    const written = await writeApplications(tx, round, part, importId);
    await recordEvents(
      tx,
      written.map(({ personId, positions }) => ({
        ...{ kind: 'applied', actorId, personId, roundId: round.id, data: { positions, import: importId } },
      })),
    );
    onProgress?.(at + part.length, applications.length);
  }
  return { people: [...people], newcomers: [...newcomers] };
}

/** Whoever is known keeps the name and the telephone that are known; what the file adds is added. */
async function writePeople(
  tx: Tx,
  round: RoundContext,
  part: readonly NewApplication[],
): Promise<{ id: string; isNew: boolean }[]> {
  return tx.manager.query(
    `insert into person as p (email, name, phone, laos, locale)
     select r.email, (array_agg(r.name order by r.line))[1], max(nullif(r.phone, '')), bool_or(r.laos), $1
     from jsonb_to_recordset($2::jsonb) as r(email text, name text, phone text, laos boolean, line int)
     group by r.email order by r.email
     on conflict (email) do update set laos = p.laos or excluded.laos, phone = coalesce(p.phone, excluded.phone),
       name = case when p.name = '' then excluded.name else p.name end
     returning id, xmax = 0 as "isNew"`,
    [round.campus.locale, JSON.stringify(part)],
  );
}

async function writeApplications(
  tx: Tx,
  round: RoundContext,
  part: readonly NewApplication[],
  importId: string,
): Promise<{ personId: string; positions: number }[]> {
  const now = await nowOf(tx);
  const rows = JSON.stringify(part);
  await tx.manager.query(
    `insert into application_form as f (round_id, person_id, started_at, sent_at, text, import_id)
     select $1, s.id, $2, $2, coalesce(string_agg(distinct nullif(r.text, ''), E'\\n\\n'), ''), $4
     from jsonb_to_recordset($3::jsonb) as r(email text, text text) join person s on s.email = r.email
     group by s.id
     on conflict (round_id, person_id) do update set sent_at = coalesce(f.sent_at, excluded.sent_at),
       text = case when f.text = '' then excluded.text else f.text end`,
    [round.id, now, rows, importId],
  );
  return tx.manager.query(
    `with written as (
       insert into application (position_id, person_id, priority, applied_at, import_id)
       select r."positionId", s.id, r.priority, $1, $3
       from jsonb_to_recordset($2::jsonb) as r(email text, "positionId" text, priority int)
       join person s on s.email = r.email
       returning person_id
     ) select person_id as "personId", count(*)::int as positions from written group by person_id`,
    [now, rows, importId],
  );
}
