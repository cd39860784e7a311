import type { Standing } from '../../forecast/read-standing.js';
import { sayChance } from '../../forecast/say-chance.js';
import { type Warning, warningsOf } from '../../forecast/warnings.rule.js';
import { inputOf, type WhatIf } from '../../forecast/what-if.js';
import type { Locale } from '../../people/person.entity.js';
import { positionPath } from '../acts/read-applicant.js';

/** What a contact should know of a round before it is too late, each as a message with its values. */
export function warningsView(
  standing: Standing,
  whatIf: WhatIf,
  { now, locale, timeZone }: { readonly now: Date; readonly locale: Locale; readonly timeZone: string },
) {
  const { positions, behaviour } = inputOf(standing, whatIf, { now, timeZone, runs: 0, seed: 0 });
  const say = (warning: Warning) => {
    if (warning.is === 'few-offers') return { is: warning.is, path: null, values: warning };
    const course = standing.positions.find(({ id }) => id === warning.positionId)?.course ?? '';
    const accept = 'accept' in warning ? sayChance(warning.accept, locale) : '';
    return { is: warning.is, path: positionPath(warning.positionId), values: { ...warning, course, accept } };
  };
  return warningsOf(positions, behaviour, now, timeZone).map(say);
}
