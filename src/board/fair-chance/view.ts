import type { CheckedPosition } from '../../process/offer/fair-chance/read-check.js';
import { overridesIn } from '../../process/offer/fair-chance/verdict.rule.js';
import { OVERRIDES, overrideOf } from '../../process/offer/fairness.rule.js';
import { peopleIn, peopleOf, type Speech, sayDeviation, sayEvent } from '../positions/say-record.js';

/** Which positions are listed; the words are `fair-chance.choices.<choice>`. */
export const CHOICES = ['all', 'seen', 'no-offers'] as const;
export type Choice = (typeof CHOICES)[number];

const FITS: Readonly<Record<Choice, (position: CheckedPosition) => boolean>> = {
  all: () => true,
  seen: ({ verdict }) => verdict.is === 'deviates' || overridesIn(verdict) > 0,
  'no-offers': ({ verdict }) => verdict.is === 'no-offers',
};

/** Everybody whom the page names: whom something deviates for, and whom and by whom somebody stepped in. */
export const peopleNamed = (positions: readonly CheckedPosition[]): string[] =>
  positions.flatMap(({ log, verdict }) => [
    ...log.events.filter((event) => overrideOf(event)).flatMap(peopleIn),
    ...verdict.deviations.flatMap(peopleOf),
  ]);

/** What deviates, position by position. */
export const deviationsView = (positions: readonly CheckedPosition[], speech: Speech) =>
  positions.flatMap((position) =>
    position.verdict.deviations.map((one) => ({ ...nameOf(position), says: sayDeviation(one, speech) })),
  );

/** Where somebody stepped in, grouped by how, the oldest first. */
export const overridesView = (positions: readonly CheckedPosition[], speech: Speech) =>
  OVERRIDES.map((way) => ({
    way,
    lines: positions
      .flatMap((position) =>
        position.log.events.flatMap((event) => (overrideOf(event) === way ? [{ position, event }] : [])),
      )
      .sort((a, b) => a.event.at.getTime() - b.event.at.getTime())
      .map(({ position, event }) => ({ ...nameOf(position), ...sayEvent(event, speech) })),
  })).filter(({ lines }) => lines.length > 0);

/** The positions that fit a choice, and the choices with how many fit each. */
export function listView(positions: readonly CheckedPosition[], chosen: Choice, path: string) {
  return {
    choices: CHOICES.map((choice) => ({
      choice,
      path: choice === 'all' ? `${path}#positions` : `${path}?show=${choice}#positions`,
      count: positions.filter(FITS[choice]).length,
      here: choice === chosen,
    })),
    rows: positions.filter(FITS[chosen]).map(({ verdict, ...position }) => ({
      ...nameOf(position),
      ...verdict,
      had: verdict.passedOver['offered-before'],
      letGo: verdict.passedOver['let-go'],
      steps: OVERRIDES.flatMap((way) => (verdict.overrides[way] > 0 ? [{ way, count: verdict.overrides[way] }] : [])),
    })),
  };
}

const nameOf = ({ id, course, title }: Pick<CheckedPosition, 'id' | 'course' | 'title'>) => ({ id, course, title });
