import type { Calendar } from '../../rounds/calendar.js';
import { calendarAt, type Places, placesOf } from '../../rounds/copy/places.rule.js';
import { USUAL_PLACES, type Usual, usualOf } from '../../rounds/copy/usual-places.rule.js';
import type { Template } from '../../rounds/templates/templates.js';
import type { ModelRound } from './read-source.js';

/** What the calendar of a new round is proposed by: an earlier round, a template, or the usual one of its semester. */
export type Pattern =
  | { readonly is: 'round'; readonly semester: string; readonly places: Places }
  | { readonly is: 'template'; readonly template: Template }
  | { readonly is: 'usual' };

/** How a form says that the usual calendar is meant. */
export const USUAL_CHOICE = 'usual';

/**
 * The pattern that a form has chosen. Where it has chosen none, or one that is gone, it is the earlier round, and the usual
 * calendar where there is none that tells its weeks.
 */
export function patternOf(
  choice: string | undefined,
  { templates, model }: { readonly templates: readonly Template[]; readonly model: ModelRound | null },
): Pattern {
  const template = templates.find(({ id }) => id === choice);
  if (template) return { is: 'template', template };
  const places = choice === USUAL_CHOICE || !model ? null : placesOf(model.calendar, model.semester);
  return model && places ? { is: 'round', semester: model.semester, places } : { is: 'usual' };
}

/** The calendar that a pattern proposes for a semester; null where the semester's name tells no weeks. */
export function proposedBy(pattern: Pattern, semester: string): Calendar | null {
  if (pattern.is === 'usual') return calendarAt(USUAL_PLACES[usualOf(semester)], semester);
  return calendarAt(pattern.is === 'round' ? pattern.places : pattern.template.places, semester);
}

/** A pattern to choose. */
export interface PatternChoice {
  /** As the form says it. */
  readonly value: string;
  readonly is: Pattern['is'];
  /** Of a template its own name, of the usual calendar which it is. */
  readonly name: string | Usual;
  /** The semester of the round that it is from; null for the usual one. */
  readonly semester: string | null;
  readonly isChosen: boolean;
}

/** The patterns for a round of a semester, the earlier round first. */
export function patternChoices(
  chosen: Pattern,
  { templates, model }: { readonly templates: readonly Template[]; readonly model: ModelRound | null },
  semester: string,
): PatternChoice[] {
  const last = patternOf(undefined, { templates: [], model });
  const chosenId = chosen.is === 'template' ? chosen.template.id : null;
  return [
    ...(last.is === 'round'
      ? [{ value: '', is: last.is, name: '', semester: last.semester, isChosen: chosen.is === 'round' }]
      : []),
    ...templates.map((one) => ({
      value: one.id,
      is: 'template' as const,
      name: one.name,
      semester: one.semester,
      isChosen: one.id === chosenId,
    })),
    {
      value: USUAL_CHOICE,
      is: 'usual' as const,
      name: usualOf(semester),
      semester: null,
      isChosen: chosen.is === 'usual',
    },
  ];
}
