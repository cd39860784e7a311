import type { EntityManager } from 'typeorm';
import type { RoundContext } from '../../../rounds/round-context.js';
import type { Line } from '../../../rounds/table/table.js';
import type { ApplicationImport } from './application-import.entity.js';
import type { Columns } from './fields.js';
import { type ImportPlan, type ImportPosition, type KnownApplication, planImport } from './plan-import.rule.js';
import { readRows } from './read-rows.js';

/** An import as it stands, without what its file holds. */
export type ReadImport = Omit<ApplicationImport, 'round' | 'actor' | 'lines' | 'newcomers'> & {
  readonly actorName: string;
  /** Applications that came with it and are still there. */
  readonly left: number;
};

const IMPORT = `select i.id, i.round_id as "roundId", i.actor_id as "actorId", p.name as "actorName", i.columns,
    i.file_name as "fileName", i.uploaded_at as "uploadedAt", i.done_at as "doneAt", i.created, i.known, i.told,
    i.left_out as "leftOut", i.undone_at as "undoneAt",
    (select count(*)::int from application a where a.import_id = i.id) as "left"
  from application_import i join person p on p.id = i.actor_id`;

/** The imports of a round that were not left, the latest first. */
export const readImports = (manager: EntityManager, roundId: string): Promise<ReadImport[]> =>
  manager.query(`${IMPORT} where i.round_id = $1 order by coalesce(i.done_at, i.uploaded_at) desc, i.id`, [roundId]);

/** One import; null when there is none of that id. */
export async function readImport(manager: EntityManager, id: string): Promise<ReadImport | null> {
  const [one] = await manager.query<ReadImport[]>(`${IMPORT} where i.id::text = $1`, [id]);
  return one ?? null;
}

/** What an import's file holds, the headers first; null once it is taken in or left. */
export async function readFileLines(manager: EntityManager, id: string): Promise<Line[] | null> {
  const [row] = await manager.query<{ lines: Line[] | null }[]>(`select lines from application_import where id = $1`, [
    id,
  ]);
  return row?.lines ?? null;
}

/** The columns of the file that was last taken in for the campus of a round; none when there was none. */
export async function rememberedColumns(manager: EntityManager, roundId: string): Promise<Columns> {
  const [row] = await manager.query<{ columns: Columns }[]>(
    `select i.columns from application_import i join round r on r.id = i.round_id
     where i.done_at is not null and r.campus_id = (select campus_id from round where id = $1)
     order by i.done_at desc limit 1`,
    [roundId],
  );
  return row?.columns ?? {};
}

/** Whether applications of another system may come into a round now, or why not. */
export function importsNow(
  round: Pick<RoundContext, 'instants' | 'pausedAt'>,
  now: Date,
): 'open' | 'paused' | 'early' | 'closed' {
  if (round.pausedAt) return 'paused';
  if (now < round.instants.announceAt) return 'early';
  return now < round.instants.closesAt ? 'open' : 'closed';
}

/** What would come of a file, as things are now. */
export async function planFile(
  manager: EntityManager,
  roundId: string,
  lines: readonly Line[],
  columns: Columns,
): Promise<ImportPlan> {
  const { rows, faults } = readRows(lines, columns);
  const positions = await manager.query<ImportPosition[]>(
    `select p.id, p.course, p.title, t.name as teacher, p.announced_at is not null as announced,
       p.rated_at is not null as rated, p.settled_at is not null as settled
     from position p join person t on t.id = p.teacher_id where p.round_id = $1 order by p.course, p.id`,
    [roundId],
  );
  const existing = await manager.query<KnownApplication[]>(
    `select s.email, a.position_id as "positionId", a.priority, a.withdrawn_at is not null as withdrawn
     from application a join position p on p.id = a.position_id join person s on s.id = a.person_id
     where p.round_id = $1`,
    [roundId],
  );
  const plan = planImport(rows, positions, existing);
  return { ...plan, faults: [...faults, ...plan.faults].sort((a, b) => a.line - b.line) };
}
