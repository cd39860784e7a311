import type { Locale } from '../../people/person.entity.js';
import type { Tx } from '../../timetable/turn.js';
import type { Calendar } from '../calendar.js';
import type { Wanted } from './changes.js';

export interface StoredPerson {
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly phone: string | null;
  /** Has begun to apply for something: the name is the person's own choice. */
  readonly student: boolean;
  /** The rounds in which the person teaches or is the contact. */
  readonly rounds: readonly string[];
}

export interface StoredCampus {
  readonly id: string;
  readonly name: string;
  readonly locale: Locale;
  readonly announceTo: string;
  /** The contact's address. */
  readonly contact: string;
}

export interface StoredRound {
  readonly id: string;
  readonly campus: string;
  readonly semester: string;
  readonly calendar: Calendar;
}

export interface StoredPosition {
  readonly id: string;
  readonly round: string;
  readonly course: string;
  readonly title: string;
  /** The teacher's address. */
  readonly teacher: string;
}

/** What the database holds of the things that a file is about. */
export interface Stored {
  /** The faculty's address. */
  readonly faculty: string | undefined;
  readonly people: ReadonlyMap<string, StoredPerson>;
  readonly campuses: ReadonlyMap<string, StoredCampus>;
  /** All rounds, whether the file has them or not. */
  readonly rounds: ReadonlyMap<string, StoredRound>;
  /** Those whose id or round is in the file. */
  readonly positions: ReadonlyMap<string, StoredPosition>;
}

/** Keeps everybody else who lists or removes rounds out of the way until the transaction ends. */
export async function lockImports({ manager }: Tx): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock(hashtext('stafett.import'))`);
}

/** Keeps other imports, and every stage of the file's rounds, out of the way until the transaction ends. */
export async function lockRounds(tx: Tx, { rounds }: Pick<Wanted, 'rounds'>): Promise<void> {
  await lockImports(tx);
  await tx.manager.query(`select 1 from subject where id = any($1) order by stage, id for update`, [
    rounds.map((round) => round.id),
  ]);
}

/** Reads what the database holds of a file's people, campuses, rounds and positions. */
export async function readStored(tx: Tx, scenario: Pick<Wanted, 'rounds'>, emails: readonly string[]): Promise<Stored> {
  const { manager } = tx;
  const [faculty] = await manager.query<{ email: string }[]>(
    `select person.email from faculty join person on person.id = faculty.person_id`,
  );
  const campuses = await manager.query<StoredCampus[]>(
    `select campus.id, campus.name, campus.locale, announce_to as "announceTo", person.email as contact
     from campus join person on person.id = contact_id`,
  );
  const rounds = await manager.query<StoredRound[]>(`select id, campus_id as campus, semester, calendar from round`);
  const positions = await manager.query<StoredPosition[]>(
    `select position.id, round_id as round, course, title, person.email as teacher
     from position join person on person.id = teacher_id where position.id = any($1) or round_id = any($2)
     order by position.id`,
    [
      scenario.rounds.flatMap((round) => round.positions.map((position) => position.id)),
      scenario.rounds.map((round) => round.id),
    ],
  );
  return {
    faculty: faculty?.email,
    people: new Map((await readPeople(tx, emails)).map((person) => [person.email, person])),
    campuses: byId(campuses),
    rounds: byId(rounds),
    positions: byId(positions),
  };
}

function readPeople({ manager }: Tx, emails: readonly string[]): Promise<StoredPerson[]> {
  return manager.query<StoredPerson[]>(
    `select email, name, locale, phone,
       exists (select from application where person_id = person.id)
         or exists (select from application_form where person_id = person.id) as student,
       array(select distinct round_id from position where teacher_id = person.id
             union select round.id from campus join round on campus_id = campus.id where contact_id = person.id
             order by 1) as rounds
     from person where email = any($1)`,
    [emails],
  );
}

const byId = <T extends { readonly id: string }>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]));
