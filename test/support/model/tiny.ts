import type { Scenario } from './scenario.js';

/** The calendar of a tiny scenario, unless its test moves a field. */
export const CALENDAR = {
  demandOpens: '2026-09-01T08:00',
  demandDue: '2026-09-10T23:59',
  reportDue: '2026-09-12T15:00',
  announceAt: '2026-09-14T09:00',
  applyDue: '2026-09-24T23:59',
  rateDue: '2026-10-01T23:59',
  offersAt: '2026-10-02T09:00',
  closesAt: '2026-12-01T12:00',
};

/** `a: 'decline P1DT1H'` declines so long after the offer; `a: 'silent'` and `a: ''` (no entry) never answer. */
type Answers = Record<string, string>;

export interface Tiny {
  id?: string;
  teacher?: string;
  openings?: number;
  /** The applicants in the order of their rating. */
  answers?: Answers;
  unsuited?: string[];
  demand?: string | null;
  rated?: string | null;
}

/** A round of the tiny positions, on campus `c`. */
export function roundOf(
  id: string,
  tinies: Tiny[],
  calendar: Partial<typeof CALENDAR> = {},
): Scenario['rounds'][number] {
  const positions = tinies.map((tiny) => ({
    id: tiny.id ?? 'P1',
    course: 'TDT4100',
    title: 'Course',
    kind: 'learning-assistant',
    openings: tiny.openings ?? 1,
    hours: 100,
    teacher: { name: 'T', email: tiny.teacher ?? 'teacher' },
  }));
  return { id, campus: 'c', semester: '2027V', calendar: { ...CALENDAR, ...calendar }, positions };
}

/** A scenario of one round `R` in Oslo, with the people of its positions. */
export function scenarioOf(tinies: Tiny[], calendar: Partial<typeof CALENDAR> = {}): Scenario {
  const scenario: Scenario = {
    scenario: 1,
    timeZone: 'Europe/Oslo',
    faculty: { name: 'F', email: 'faculty' },
    campuses: [{ id: 'c', name: 'C', locale: 'nb', announceTo: 'list', contact: { name: 'K', email: 'contact' } }],
    rounds: [roundOf('R', tinies, calendar)],
    applicants: [],
    behaviour: { teachers: {}, students: {} },
  };
  for (const tiny of tinies) addPeople(scenario, tiny);
  return scenario;
}

/** Adds whoever applies to the position and rates it, and how each behaves. */
export function addPeople({ applicants, behaviour }: Scenario, tiny: Tiny): void {
  const { id = 'P1', teacher = 'teacher', answers = {}, unsuited = [] } = tiny;
  const { demand = 'P1D', rated = 'P1D' } = tiny;
  for (const email of [...Object.keys(answers), ...unsuited]) {
    const known = applicants.find((applicant) => applicant.email === email);
    if (known) known.applications.push({ position: id, priority: known.applications.length + 1 });
    else
      applicants.push({ name: email, email, locale: 'nb', laos: true, applications: [{ position: id, priority: 1 }] });
  }
  const entry = behaviour.teachers[teacher] ?? {};
  if (demand !== null) entry.demand = { after: demand };
  if (rated !== null) {
    entry.ratings = { ...entry.ratings, [id]: { ranked: Object.keys(answers), unsuited, after: rated } };
  }
  behaviour.teachers[teacher] = entry;
  for (const [student, text] of Object.entries(answers)) {
    const [answer, after] = text.split(' ');
    if (answer !== 'accept' && answer !== 'decline' && answer !== 'silent') continue;
    behaviour.students[student] = { ...behaviour.students[student], [id]: { answer, ...(after ? { after } : {}) } };
  }
}
