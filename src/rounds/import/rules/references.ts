import { closest } from '../closest.js';
import type { Loose } from '../loose.js';
import type { Scenario } from '../scenario.schema.js';
import type { Rule, Tell } from './rule.js';

const NOUNS = { campuses: 'a campus', positions: 'a position', teachers: 'a teacher', students: 'an applicant' };

/** A guess takes a millisecond for each hundred candidates, and a file may have as many faults as lines. */
const MOST_GUESSES = 50;

/** Whatever is named exists in the file. */
export const checkReferences: Rule = (scenario, tell) => {
  const known = knownIn(scenario);
  for (const [r, { campus } = {}] of (scenario.rounds ?? []).entries())
    expect(tell, ['rounds', r, 'campus'], campus, 'campuses', known);
  for (const [a, { applications = [] } = {}] of (scenario.applicants ?? []).entries())
    for (const [w, { position } = {}] of applications.entries())
      expect(tell, ['applicants', a, 'applications', w, 'position'], position, 'positions', known);
  checkTeachers(scenario, known, tell);
  checkStudents(scenario, known, tell);
};

interface Known {
  readonly campuses: ReadonlySet<string> | undefined;
  readonly positions: ReadonlySet<string> | undefined;
  readonly teachers: ReadonlySet<string> | undefined;
  readonly students: ReadonlySet<string> | undefined;
  /** `position teacher` and `position student` of each two that belong together. */
  readonly taught: ReadonlySet<string> | undefined;
  readonly wished: ReadonlySet<string> | undefined;
  /** What was probably meant by a value that is not known. */
  readonly guess: (value: string, known: ReadonlySet<string>) => string | undefined;
}

function knownIn({ campuses, rounds, applicants = [] }: Loose<Scenario>): Known {
  const lists = rounds?.map((round) => round?.positions);
  const positions = lists?.every((list) => list !== undefined) ? lists.flat() : undefined;
  let guesses = 0;
  return {
    guess: (value, known) => {
      guesses += 1;
      return guesses > MOST_GUESSES ? undefined : closest(value, known);
    },
    campuses: completeSet(campuses?.map((campus) => campus?.id)),
    positions: completeSet(positions?.map((position) => position?.id)),
    teachers: completeSet(positions?.map((position) => position?.teacher?.email)),
    students: completeSet(applicants.map((applicant) => applicant?.email)),
    taught: completeSet(positions?.map((position) => pair(position?.id, position?.teacher?.email))),
    wished: completeSet(
      applicants.flatMap(
        (applicant) => applicant?.applications?.map((wish) => pair(wish?.position, applicant.email)) ?? [undefined],
      ),
    ),
  };
}

const pair = (position: string | undefined, email: string | undefined) =>
  position === undefined || email === undefined ? undefined : `${position} ${email}`;

/** Where a faulty one was left out nothing can be called unknown: each mention of it would be a second fault. */
function completeSet(values: readonly (string | undefined)[] | undefined): ReadonlySet<string> | undefined {
  const given = values?.filter((value) => value !== undefined);
  return given && given.length === values?.length ? new Set(given) : undefined;
}

/** @returns whether the value is known to be there */
function expect(
  tell: Tell,
  path: PropertyKey[],
  value: string | undefined,
  kind: keyof typeof NOUNS,
  known: Known,
): boolean {
  const those = known[kind];
  if (value === undefined || !those) return false;
  if (those.has(value)) return true;
  const near = known.guess(value, those);
  tell(
    path,
    value,
    `is not ${NOUNS[kind]} of this file. ${near ? `Did you mean ${near}?` : 'Add it, or correct this.'}`,
  );
  return false;
}

function checkTeachers({ behaviour }: Loose<Scenario>, known: Known, tell: Tell): void {
  for (const [key, { ratings = {} } = {}] of Object.entries(behaviour?.teachers ?? {})) {
    const [teacher, path] = [key.toLowerCase(), ['behaviour', 'teachers', key]];
    const isTeacher = expect(tell, path, teacher, 'teachers', known);
    for (const [position, rating = {}] of Object.entries(ratings)) {
      const place = [...path, 'ratings', position];
      if (!expect(tell, place, position, 'positions', known)) continue;
      if (isTeacher && known.taught?.has(`${position} ${teacher}`) === false)
        tell(place, position, `is not a position of ${teacher}. Move the rating to the teacher of that position.`);
      for (const order of ['ranked', 'unsuited'] as const)
        for (const [index, email] of (rating[order] ?? []).entries())
          expectApplicant(tell, [...place, order, index], email, position, known);
    }
  }
}

function expectApplicant(tell: Tell, path: PropertyKey[], email: string | undefined, position: string, known: Known) {
  if (!expect(tell, path, email, 'students', known)) return;
  if (known.wished?.has(`${position} ${email}`) === false)
    tell(path, email, `has not applied for ${position}. Add the application, or take this out.`);
}

function checkStudents({ behaviour }: Loose<Scenario>, known: Known, tell: Tell): void {
  for (const [key, answers = {}] of Object.entries(behaviour?.students ?? {})) {
    const [student, path] = [key.toLowerCase(), ['behaviour', 'students', key]];
    const isStudent = expect(tell, path, student, 'students', known);
    for (const position of Object.keys(answers)) {
      if (!expect(tell, [...path, position], position, 'positions', known)) continue;
      if (isStudent && known.wished?.has(`${position} ${student}`) === false)
        tell(
          [...path, position],
          position,
          `is not a position that ${student} applies for. Add the application, or take this out.`,
        );
    }
  }
}
