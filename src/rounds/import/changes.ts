import { instantsOf } from '../calendar.js';
import type { FilePerson } from './people.js';
import type { ScenarioPosition, ScenarioRound } from './round.schema.js';
import type { Scenario } from './scenario.schema.js';
import type { Stored, StoredCampus, StoredPosition, StoredRound } from './stored.js';

/** What to write of one kind of thing. */
export interface Changes<T> {
  readonly created: T[];
  readonly updated: T[];
  unchanged: number;
}

/** All that an import writes, or why it may not. */
export interface Plan {
  readonly faculty: Changes<{ email: string }>;
  readonly people: Changes<FilePerson>;
  readonly campuses: Changes<StoredCampus>;
  readonly rounds: Changes<StoredRound>;
  readonly positions: Changes<StoredPosition>;
  /** Known rounds whose stages have something new to look at. */
  readonly woken: Set<string>;
  readonly faults: string[];
  readonly warnings: string[];
}

/** A position as it is listed in a round: what it needs is asked later. */
export type ListedPosition = Pick<ScenarioPosition, 'id' | 'course' | 'title'> & {
  readonly teacher: { readonly email: string };
};

/** A round with its calendar and its positions. */
export type ListedRound = Omit<ScenarioRound, 'positions'> & { readonly positions: readonly ListedPosition[] };

/** What is taken into the database: what of a scenario is, or a round that somebody creates. */
export interface Wanted {
  readonly faculty: { readonly email: string };
  readonly campuses: Scenario['campuses'];
  readonly rounds: readonly ListedRound[];
}

/** What the parts of a plan are made from. */
export interface Ground {
  readonly scenario: Wanted;
  readonly people: ReadonlyMap<string, FilePerson>;
  readonly stored: Stored;
  readonly timeZone: string;
  readonly now: Date;
}

/** Puts a thing where it belongs. */
export function sort<T>(changes: Changes<T>, thing: T, known: unknown, isSame: boolean): void {
  if (known === undefined) changes.created.push(thing);
  else if (isSame) changes.unchanged += 1;
  else changes.updated.push(thing);
}

/** Whether each field of `wanted` is the same in `known`. */
export function sameFields<T extends object>(wanted: T, known: T): boolean {
  return (Object.keys(wanted) as (keyof T)[]).every((key) => wanted[key] === known[key]);
}

/** The known round, if it runs: it has begun and is not closed. */
export function isRunning({ stored, timeZone, now }: Ground, id: string): boolean {
  const round = stored.rounds.get(id);
  if (!round) return false;
  const { demandOpens, closesAt } = instantsOf(round.calendar, timeZone);
  return demandOpens <= now && now < closesAt;
}
