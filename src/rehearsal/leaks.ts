import type { Scenario } from '../rounds/import/scenario.schema.js';
import type { ReceivedMail } from './mailbox.js';

/** What is for its people alone: names, addresses, and the keys that open something. */
export interface Private {
  readonly names: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  /** Whole words of base64url, hexadecimal or the like; or a secret with other signs in it. */
  readonly keys: ReadonlySet<string>;
}

/** All that is private in a rehearsal. @param keys those that the daemons were given */
export function privateIn(scenario: Scenario, mails: readonly ReceivedMail[], keys: readonly string[]): Private {
  const { campuses, rounds, applicants, faculty } = scenario;
  const teachers = rounds.flatMap(({ positions }) => positions.map(({ teacher }) => teacher));
  const people = [...campuses.map(({ contact }) => contact), ...teachers, ...applicants];
  const lists = campuses.map(({ announceTo }) => announceTo);
  const signatures = mails.flatMap(({ text }) =>
    [...text.matchAll(/\/l\/[\w-]+\.([\w-]+)/g)].map(([, key]) => key ?? ''),
  );
  return {
    names: new Set(people.map(({ name }) => name)),
    addresses: new Set([...people.map(({ email }) => email), faculty.email, ...lists].map((one) => one.toLowerCase())),
    keys: new Set([...keys, ...signatures]),
  };
}

/** What is private in a text that others read, such as a log, each thing once. */
export function leaksIn(text: string, { names, addresses, keys }: Private): string[] {
  const words = new Set(text.match(/[\w-]{16,}/g));
  const lower = text.toLowerCase();
  return [
    ...[...names].filter((name) => text.includes(name)),
    ...[...addresses].filter((address) => lower.includes(address)),
    ...[...words, ...[...keys].filter((key) => /[^\w-]/.test(key) && text.includes(key))]
      .filter((word) => keys.has(word))
      .map((word) => `a key that starts with ${word.slice(0, 6)}`),
  ];
}
