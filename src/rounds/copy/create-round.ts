import { recordEvents } from '../../platform/events.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import type { Calendar } from '../calendar.js';
import type { ListedPosition } from '../import/changes.js';
import { ScenarioRefused } from '../import/faults.js';
import type { FilePerson } from '../import/people.js';
import { planImport } from '../import/plan.js';
import { lockImports, readStored, type Stored } from '../import/stored.js';
import { writePlan } from '../import/write.js';
import { positionIdOf } from '../position-id.js';
import { instantOf } from '../wall-clock.js';

/** A course and whom to ask about it. */
export interface DraftCourse {
  readonly course: string;
  readonly title: string;
  readonly teacher: { readonly name: string; readonly email: string };
}

/** A round that is to be created. Its calendar is in order, and each course is listed once for a teacher. */
export interface RoundDraft {
  readonly campusId: string;
  readonly semester: string;
  readonly calendar: Calendar;
  readonly courses: readonly DraftCourse[];
}

/** Where the courses came from: the round with that id, or a file. */
export type DraftSource = { readonly from: string } | 'file';

/** A teacher of the new round, under the name that is kept. */
export interface ListedTeacher {
  readonly name: string;
  readonly isNew: boolean;
}

export type CreatedRound =
  | {
      readonly is: 'created';
      readonly roundId: string;
      /** Its teachers are asked at once. */
      readonly hasBegun: boolean;
      /** By address. */
      readonly teachers: ReadonlyMap<string, ListedTeacher>;
    }
  /** The campus has a round for that semester. */
  | { readonly is: 'exists'; readonly roundId: string };

/**
 * Creates a round with its calendar and courses, as an import would. Whoever is known by the address keeps the name.
 * @throws Error when there is no such campus or no faculty
 */
export async function createRound(
  tx: Tx,
  draft: RoundDraft,
  { actorId, source }: { actorId: string; source: DraftSource },
): Promise<CreatedRound> {
  await lockImports(tx);
  const emails = [...new Set(draft.courses.map(({ teacher }) => teacher.email))];
  const stored = await readStored(tx, { rounds: [] }, emails);
  const { campusId: campus, semester, calendar } = draft;
  const same = [...stored.rounds.values()].find((round) => round.campus === campus && round.semester === semester);
  if (same) return { is: 'exists', roundId: same.id };
  const id = freeRoundId(stored, draft);
  const people = teachersOf(draft, stored);
  const now = await nowOf(tx);
  const plan = planImport({
    scenario: {
      faculty: { email: stored.faculty ?? '' },
      campuses: [],
      rounds: [{ id, campus, semester, calendar, positions: await listPositions(tx, id, draft) }],
    },
    people,
    stored,
    timeZone: tx.timeZone,
    now,
  });
  // What the file of an import can contradict is not there yet, or is left as it is.
  if (plan.faults.length > 0) throw new ScenarioRefused(plan.faults);
  await writePlan(tx, plan);
  const counts = { positions: draft.courses.length, people: plan.people.created.length };
  const data = { source: source === 'file' ? 'file' : 'copy', ...(source === 'file' ? {} : source), ...counts };
  await recordEvents(tx, [{ kind: 'round-created', actorId, roundId: id, data }]);
  const teachers = [...people.values()].map(
    ({ email, name }) => [email, { name, isNew: !stored.people.has(email) }] as const,
  );
  const hasBegun = instantOf(calendar.demandOpens, tx.timeZone) <= now;
  return { is: 'created', roundId: id, hasBegun, teachers: new Map(teachers) };
}

const LONGEST_ID = 64;

/** `2027H-trondheim`, or with a number where some other round is called that. */
function freeRoundId({ rounds }: Stored, { campusId, semester }: RoundDraft): string {
  const name = (end: string) => `${[...`${semester}-${campusId}`].slice(0, LONGEST_ID - end.length).join('')}${end}`;
  for (let n = 1; ; n += 1) {
    const id = name(n === 1 ? '' : `-${n}`);
    if (!rounds.has(id)) return id;
  }
}

async function listPositions(tx: Tx, roundId: string, { courses }: RoundDraft): Promise<ListedPosition[]> {
  const rows = await tx.manager.query<{ id: string }[]>(`select id from position`);
  const taken = new Set(rows.map(({ id }) => id));
  return courses.map(({ course, title, teacher }) => {
    let [n, id] = [1, positionIdOf(roundId, course, 1)];
    while (taken.has(id)) id = positionIdOf(roundId, course, ++n);
    taken.add(id);
    return { id, course, title, teacher };
  });
}

function teachersOf({ campusId, courses }: RoundDraft, stored: Stored): Map<string, FilePerson> {
  const campus = stored.campuses.get(campusId);
  if (!campus) throw new Error(`There is no campus ${campusId}.`);
  const { locale } = campus;
  return new Map(
    courses.map(({ teacher: { name, email } }): [string, FilePerson] => {
      const kept = stored.people.get(email)?.name || name;
      const other = { phone: null, laos: false, staff: [], isContact: false };
      return [email, { email, name: kept, locale, campus: campusId, ...other }];
    }),
  );
}
