import type { Response } from 'express';
import type { Form } from '../../links/visit.js';
import type { App } from '../../platform/app.js';
import { usualOf } from '../../rounds/copy/usual-places.rule.js';
import type { Faults } from '../../web/form.js';
import { advise } from '../calendar-advice.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { calendarFields, courseFields, filledIn } from './form-view.js';
import type { Origin } from './origin.js';
import { patternChoices } from './pattern.js';
import { readCreation, readModel } from './read-source.js';
import { findRound, readChoices } from './semesters.js';

/** What a form says as it is opened, or as it came back. */
interface Filled {
  readonly form: Form | null;
  readonly faults: Faults | null;
  /** Headers of columns of the file that were not read. */
  readonly ignored?: readonly string[];
}

/** The form of a new round: its calendar and its courses. */
export async function showForm(
  app: App,
  response: Response,
  { origin, semester }: { origin: Origin; semester: string },
  { form, faults, ignored = [] }: Filled,
): Promise<void> {
  const { pattern: _, ...withoutPattern } = origin.fields;
  const { choices } = await readChoices(app, origin);
  const speech = { locale: watcherOf(response).locale, timeZone: app.config.timeZone };
  const fields = calendarFields(origin, semester, form ?? {}, speech);
  const whose = { campusId: origin.campus.id, endsOnWorkingDays: false };
  const data = {
    campus: origin.campus,
    semester,
    model: origin.model,
    pattern: origin.pattern,
    usual: usualOf(semester),
    patterns: patternChoices(origin.pattern, origin, semester),
    isCopy: origin.source !== 'file',
    semesters: choices.some(({ name }) => name === semester)
      ? choices
      : [...choices, { name: semester, isTaken: false }],
    existing: await findRound(app.database.manager, origin.campus.id, semester),
    fields,
    advice: await advise(app.database.manager, filledIn(fields), whose, speech),
    courses: courseFields(origin, form),
    origin: hiddenOf(withoutPattern),
    hidden: hiddenOf({ ...origin.fields, semester }),
    ignored,
    faults,
    subjects: {},
  };
  showPage(response, 'board-new-round-form', data, faults ? 422 : 200);
}

/** The page that says that the campus has a round for that semester, and who created it. */
export async function showExisting({ database }: App, response: Response, roundId: string): Promise<void> {
  const { scope } = watcherOf(response);
  const round = await readModel(database.manager, scope, roundId);
  if (!round) throw new Error(`Round ${roundId} was found a moment ago.`);
  const { campus, semester, id } = round;
  const creation = await readCreation(database.manager, roundId);
  showPage(response, 'board-new-round-exists', { id, campus, semester, creation }, 409);
}

/** The fields of a form that goes on to the next page with it. */
export const hiddenOf = (form: Form) => Object.entries(form).map(([name, value]) => ({ name, value }));
