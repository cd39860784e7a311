import { loadRound, type RoundContext } from '../../rounds/round-context.js';
import type { Tx } from '../../timetable/turn.js';
import type { SettledPosition, Someone } from './employment.mails.js';
import type { EmploymentState } from './employment.rule.js';

interface Assistant extends Someone {
  readonly laos: boolean;
}

export interface LoadedEmployment extends EmploymentState {
  readonly round: RoundContext;
  readonly position: SettledPosition;
  readonly finalLists: number;
  readonly assistants: readonly Assistant[];
}

interface Row {
  roundId: string;
  teacher: Someone;
  facts: SettledPosition['facts'];
  settledAt: Date | null;
  finalLists: number;
  finalListIds: string[];
}

/** Everything that decides on the employment in a position. */
export async function loadEmployment(tx: Tx, positionId: string): Promise<LoadedEmployment> {
  const [row] = await tx.manager.query<Row[]>(
    `select p.round_id as "roundId", p.settled_at as "settledAt", p.final_lists as "finalLists",
       p.final_list_ids as "finalListIds",
       json_build_object('id', t.id, 'name', t.name, 'email', t.email, 'locale', t.locale) as teacher,
       json_build_object('course', p.course, 'title', p.title, 'teacher', t.name, 'kind', p.kind,
         'openings', p.openings, 'hours', p.hours) as facts
     from position p join person t on t.id = p.teacher_id where p.id = $1`,
    [positionId],
  );
  if (!row) throw new Error(`There is no position ${positionId}.`);
  const assistants = await tx.manager.query<Assistant[]>(
    `select s.id, s.name, s.email, s.locale, s.laos from offer o join person s on s.id = o.person_id
     where o.position_id = $1 and o.state = 'accepted' order by o.rank, o.issued_at`,
    [positionId],
  );
  const round = await loadRound(tx, row.roundId);
  const needsLaos = row.facts.kind === 'learning-assistant';
  return {
    round,
    instants: round.instants,
    position: { id: positionId, teacher: row.teacher, facts: row.facts },
    settledAt: row.settledAt,
    finalLists: row.finalLists,
    listed: row.finalLists > 0 ? row.finalListIds : null,
    assistants,
    employed: assistants.map(({ id, laos }) => ({ personId: id, laosMissing: needsLaos && !laos })),
  };
}

/** Who applied for a position and never got an offer. */
export function loadUnoffered(tx: Tx, positionId: string): Promise<Someone[]> {
  return tx.manager.query<Someone[]>(
    `select s.id, s.name, s.email, s.locale from application a join person s on s.id = a.person_id
     where a.position_id = $1 and a.withdrawn_at is null
       and not exists (select 1 from offer o where o.position_id = a.position_id and o.person_id = a.person_id)`,
    [positionId],
  );
}

/** The names of people, by id. */
export async function loadNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.manager.query<{ id: string; name: string }[]>(
    `select id, name from person where id = any($1)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}
