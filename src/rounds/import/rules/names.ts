import type { Loose } from '../loose.js';
import type { Scenario } from '../scenario.schema.js';
import { pathText, type Rule } from './rule.js';

interface Mention {
  readonly path: PropertyKey[];
  readonly person: Partial<Record<'name' | 'email' | 'phone', string | undefined>> | undefined;
}

/** An address has one name, and one telephone: the mail that greets the other would seem to be somebody else's. */
export const checkNames: Rule = (scenario, tell) => {
  const first = new Map<string, { value: string; at: string }>();
  for (const { path, person = {} } of mentionsIn(scenario)) {
    for (const [key, noun] of [
      ['name', 'name'],
      ['phone', 'telephone number'],
    ] as const) {
      const [value, email] = [person[key], person.email];
      if (value === undefined || email === undefined) continue;
      const known = first.get(`${key} ${email}`);
      if (!known) first.set(`${key} ${email}`, { value, at: pathText(path) });
      else if (known.value !== value) {
        const other = `than ${JSON.stringify(known.value)} of ${known.at}`;
        tell([...path, key], value, `is another ${noun} for ${email} ${other}. Write one ${noun} for one address.`);
      }
    }
  }
};

function mentionsIn({ faculty, campuses = [], rounds = [], applicants = [] }: Loose<Scenario>): Mention[] {
  return [
    { path: ['faculty'], person: faculty },
    ...campuses.map((campus, c) => ({ path: ['campuses', c, 'contact'], person: campus?.contact })),
    ...rounds.flatMap((round, r) =>
      (round?.positions ?? []).map((position, p) => ({
        path: ['rounds', r, 'positions', p, 'teacher'],
        person: position?.teacher,
      })),
    ),
    ...onlyOnce(applicants).map(([a, person]) => ({ path: ['applicants', a], person })),
  ];
}

/** An applicant who is listed twice is a fault already, whatever the names are. */
function onlyOnce<T extends { email?: string | undefined }>(applicants: readonly (T | undefined)[]) {
  const seen = new Set<string | undefined>();
  return [...applicants.entries()].filter(([, applicant]) => !seen.has(applicant?.email) && seen.add(applicant?.email));
}
