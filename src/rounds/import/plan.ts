import { type Changes, type Ground, isRunning, type Plan, sameFields, sort } from './changes.js';
import { planPeople } from './plan-people.js';
import { planRounds } from './plan-rounds.js';
import type { StoredCampus } from './stored.js';

/** Decides what an import writes, from the file, the database and the time. Pure. */
export function planImport(ground: Ground): Plan {
  const { scenario, stored } = ground;
  const plan: Plan = {
    faculty: noChanges(),
    people: noChanges(),
    campuses: noChanges(),
    rounds: noChanges(),
    positions: noChanges(),
    woken: new Set(),
    faults: [],
    warnings: [],
  };
  const { email } = scenario.faculty;
  sort(plan.faculty, { email }, stored.faculty, stored.faculty === email);
  planPeople(plan, ground);
  for (const { id, name, locale, announceTo, contact } of scenario.campuses) {
    const known = stored.campuses.get(id);
    const campus = { id, name, locale, announceTo, contact: contact.email };
    sort(plan.campuses, campus, known, known !== undefined && sameFields(campus, known));
    if (known && known.contact !== campus.contact) warnOfContact(plan, ground, campus);
  }
  planRounds(plan, ground);
  return plan;
}

const noChanges = <T>(): Changes<T> => ({ created: [], updated: [], unchanged: 0 });

function warnOfContact(plan: Plan, ground: Ground, campus: StoredCampus): void {
  const running = [...ground.stored.rounds.values()].filter((round) => round.campus === campus.id);
  for (const { id } of running.filter((round) => isRunning(ground, round.id)))
    plan.warnings.push(
      `round ${id} is under way and gets ${campus.contact} as its contact: what was mailed before stays with the former one`,
    );
}
