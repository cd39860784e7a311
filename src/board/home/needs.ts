import { listPath, roundPath } from '../rounds/filter.js';
import type { Stood } from '../rounds/position-standing.js';
import type { RoundLine } from '../rounds/read-rounds.js';
import type { Trouble } from './read-troubles.js';
import { namesOf } from './stages.js';

/** What a person has to put right, the most urgent first; the words are `home.needs.<kind>` and `home.fix.<kind>`. */
export const NEEDS = ['failing', 'stuck', 'rejected', 'silent', 'report', 'unrated', 'unfillable', 'hours'] as const;
export type NeedKind = (typeof NEEDS)[number];

export interface Need {
  readonly kind: NeedKind;
  readonly roundId: string;
  /** Of what the kind counts. */
  readonly count: number;
  /** Whom or what it is about, when that has names. */
  readonly names: readonly string[];
  /** Until when it can be put right; null when that has no end. */
  readonly until: Date | null;
  /** Where it is put right. */
  readonly path: string;
}

/** What `needsOf` knows of a round. */
export interface Needy {
  readonly round: RoundLine;
  readonly positions: readonly Stood[];
  readonly trouble: Omit<Trouble, 'roundId'> | null;
  /** The names of the students with too many hours. */
  readonly overloaded: readonly string[];
  /** Whether the watcher is the contact whom the round is reported by. */
  readonly mayReport: boolean;
}

/** What of a round has to be put right by a person at an instant. Nobody is late in a round that is paused. */
export function needsOf({ round, positions, trouble, overloaded, mayReport }: Needy, now: Date): Need[] {
  const { demandDue, reportDue, closesAt } = round.instants;
  const running = round.pausedAt ? [] : positions;
  const late = (state: string) => running.filter(({ standing }) => standing.state === state && standing.late);
  const silent = late('silent');
  const unrated = late('unrated');
  const unfillable = running.filter(({ standing }) => standing.unfillable);
  const toReport = round.reportedAt === null && now >= demandDue && now < reportDue;
  const wanted = toReport ? running.filter(({ demand }) => demand === 'asked') : [];
  const report = (otherwise: string) => (mayReport ? `${roundPath(round.id)}/report` : otherwise);
  const need = (kind: NeedKind, count: number, path: string, rest: Partial<Need> = {}): Need[] =>
    count > 0 ? [{ kind, roundId: round.id, count, names: [], until: null, path, ...rest }] : [];
  const ofRound = new URLSearchParams({ round: round.id, state: 'unreached' });
  return [
    ...need('failing', trouble?.failing ?? 0, '/board/machinery'),
    ...need('stuck', trouble?.stuck ?? 0, '/board/jobs/queue/mail'),
    ...need('rejected', trouble?.unreached ?? 0, `/board/mails?${ofRound}`),
    ...need('silent', silent.length, report(listPath(round.id, { state: 'silent' })), {
      names: namesOf(silent, 'teacher'),
      until: reportDue,
    }),
    ...need('report', wanted.length, report(listPath(round.id, {})), {
      until: reportDue,
    }),
    ...need('unrated', unrated.length, listPath(round.id, { state: 'unrated' }), {
      names: namesOf(unrated, 'teacher'),
      until: closesAt,
    }),
    ...need('unfillable', unfillable.length, listPath(round.id, { state: 'unfillable' }), {
      names: namesOf(unfillable, 'course'),
      until: closesAt,
    }),
    ...need('hours', overloaded.length, `${roundPath(round.id)}#overloaded`, { names: overloaded }),
  ];
}

/** What is to be put right in several rounds, the most urgent first. */
export const byUrgency = (needs: readonly Need[]): Need[] =>
  [...needs].sort((a, b) => NEEDS.indexOf(a.kind) - NEEDS.indexOf(b.kind));
