import { loadRound, type RoundContext } from '../../rounds/round-context.js';
import type { Tx } from '../../timetable/turn.js';
import type { SettledPosition, Someone, Unoffered } from './employment.mails.js';
import type { EmploymentState } from './employment.rule.js';

interface Assistant extends Someone {
  readonly phone: string | null;
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
    `select s.id, s.name, s.email, s.phone, s.locale, s.laos from offer o join person s on s.id = o.person_id
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

/**
 * Who applied for a position, did not let go of it and never got an offer, with how many of their applications in the round
 * may still become something: neither withdrawn nor settled, with an offer to answer or, until closesAt, one to hope for.
 */
export function loadUnoffered(tx: Tx, positionId: string, mayOffer: boolean): Promise<Unoffered[]> {
  return tx.manager.query<Unoffered[]>(
    `select s.id, s.name, s.email, s.locale,
       (select count(*)::int from application b
        join position q on q.id = b.position_id and q.round_id = p.round_id and q.id <> p.id
        left join lateral (select bool_or(o.state = 'open') as open from offer o
          where o.position_id = b.position_id and o.person_id = b.person_id) mine on true
        where b.person_id = a.person_id and b.withdrawn_at is null and q.settled_at is null
          and coalesce(mine.open, $2)) as others
     from application a join person s on s.id = a.person_id join position p on p.id = a.position_id
     where a.position_id = $1 and a.withdrawn_at is null
       and not exists (select 1 from offer o where o.position_id = a.position_id and o.person_id = a.person_id)`,
    [positionId, mayOffer],
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
