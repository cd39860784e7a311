import { instantsOf } from '../../rounds/calendar.js';
import type { Scenario } from '../../rounds/import/scenario.schema.js';
import { instantOf } from '../../rounds/wall-clock.js';
import { ASSUMED, assumeAnswer, assumeDemand, assumeRating, type chanceOf } from './assumptions.js';
import { makeUpApplicants } from './make-up.js';
import type { CastApplicant, CastPosition, RoundCast } from './read-cast.js';

type Chance = ReturnType<typeof chanceOf>;

/** What a round's robots go by. */
export interface RoundPlay {
  readonly scenario: Scenario;
  /** The addresses of the students who have applied. */
  readonly applied: ReadonlySet<string>;
  /** How many students are made up. */
  readonly madeUp: number;
}

/** A round that is under way as a scenario, with the behaviour that is assumed of its people from now on. */
export function playOf(cast: RoundCast, timeZone: string, now: Date, chance: Chance): RoundPlay {
  const { round, campus, contact, faculty } = cast;
  const instants = instantsOf(round.calendar, timeZone);
  const madeUp = now < instants.applyDue ? makeUpApplicants(cast, chance('made up')) : [];
  const all: readonly CastApplicant[] = [...cast.applicants, ...madeUp];

  const teachers: Scenario['behaviour']['teachers'] = {};
  for (const position of cast.positions) {
    const { email } = position.teacher;
    const demand = assumeDemand(chance(`demand ${email}`), instants, now);
    const behaviour = teachers[email] ?? { ...(demand && { demand }), ratings: {} };
    const rateDue = position.rateDue ? instantOf(position.rateDue, timeZone) : instants.rateDue;
    const order = orderOf(position, all);
    const rating = assumeRating(chance(`rating ${position.id}`), order, { ...instants, rateDue }, now);
    teachers[email] = { ...behaviour, ratings: { ...behaviour.ratings, ...(rating && { [position.id]: rating }) } };
  }
  const students: Scenario['behaviour']['students'] = {};
  for (const { email, applications } of all)
    students[email] = Object.fromEntries(
      applications.map(({ position, offerUntil }) => {
        const left = offerUntil === null ? null : new Date(offerUntil).getTime() - now.getTime();
        return [position, assumeAnswer(chance(`offer ${position} ${email}`), left)];
      }),
    );

  const positions = cast.positions.map(({ id, course, title, kind, openings, hours, teacher }) => ({
    ...{ id, course, title, teacher, kind: kind ?? ('learning-assistant' as const) },
    ...{ openings: openings ?? ASSUMED.openings, hours: hours ?? ASSUMED.hours },
  }));
  return {
    scenario: {
      ...{ scenario: 1, timeZone, faculty: { name: faculty, email: faculty } },
      campuses: [{ ...campus, contact }],
      rounds: [{ ...round, campus: campus.id, positions }],
      applicants: all.map((one) => ({ ...one, applications: [...one.applications] })),
      behaviour: { teachers, students },
    },
    applied: new Set(cast.applicants.map(({ email }) => email)),
    madeUp: madeUp.length,
  };
}

/** The applicants of a position as its teacher would rank them: as in the draft, then by how much each wants it. */
function orderOf({ id, draft }: CastPosition, all: readonly CastApplicant[]): string[] {
  const wishes = all.flatMap(({ email, applications }) =>
    applications.filter(({ position }) => position === id).map(({ priority }) => ({ email, priority })),
  );
  const place = (email: string) => (draft.includes(email) ? draft.indexOf(email) : draft.length);
  return wishes
    .toSorted((a, b) => place(a.email) - place(b.email) || a.priority - b.priority)
    .map(({ email }) => email);
}
