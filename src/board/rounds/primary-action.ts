import { listPath, roundPath } from './filter.js';
import type { Stood } from './position-standing.js';
import { presentOf, type RoundLine } from './read-rounds.js';
import { stageOf } from './stage-of.js';

/** The one thing that a round's line offers to do first; its words are `home.actions.<name>`. */
export interface PrimaryAction {
  readonly name: 'resume' | 'report' | 'silent' | 'unrated' | 'unfillable' | 'open' | 'applicants' | 'ahead' | 'result';
  readonly path: string;
}

/**
 * What a watcher of a round would do first.
 * @param mayReport whether the watcher is the contact whom the round is reported by
 */
export function primaryAction(
  {
    round,
    positions,
    mayReport,
  }: {
    readonly round: RoundLine;
    readonly positions: readonly Stood[];
    readonly mayReport: boolean;
  },
  at: Date,
): PrimaryAction {
  const now = presentOf(round, at);
  const some = (state: string) => positions.some(({ standing }) => standing.state === state);
  const stage = stageOf(round.instants, now, round.isSettled);
  const see = (state: 'silent' | 'unrated' | 'unfillable' | 'open'): PrimaryAction => ({
    name: state,
    path: listPath(round.id, { state }),
  });
  const ahead: PrimaryAction = { name: 'ahead', path: `${roundPath(round.id)}/ahead` };
  if (round.pausedAt) return { name: 'resume', path: `/board/acts/resume-round/${encodeURIComponent(round.id)}` };
  const toReport = stage === 'report' && !round.reportedAt && now < round.instants.reportDue;
  if (toReport && mayReport) return { name: 'report', path: `${roundPath(round.id)}/report` };
  if (some('silent')) return see('silent');
  if (stage === 'application')
    return { name: 'applicants', path: listPath(round.id, { sort: { by: 'applicants', descending: false } }) };
  if (some('unrated')) return see('unrated');
  if (positions.some(({ standing }) => standing.unfillable)) return see('unfillable');
  if (round.open > 0) return see('open');
  if (stage === 'employment' || stage === 'done') return { name: 'result', path: listPath(round.id, {}) };
  return ahead;
}
