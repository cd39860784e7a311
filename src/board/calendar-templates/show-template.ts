import type { Response } from 'express';
import type { Form } from '../../links/visit.js';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { instantsOf } from '../../rounds/calendar.js';
import { calendarAt } from '../../rounds/copy/places.rule.js';
import { isAutumn, semesterOf, semestersFrom } from '../../rounds/copy/semester.rule.js';
import { USUAL, USUAL_PLACES } from '../../rounds/copy/usual-places.rule.js';
import type { Template } from '../../rounds/templates/templates.js';
import type { Faults } from '../../web/form.js';
import { compactTime } from '../compact-time.js';
import { calendarLines } from '../new-round/form-view.js';
import { showPage } from '../show.js';

/** The calendars that are there from the start, as templates that nobody changes; their semesters tell only of which term they are. */
export const usualTemplates = (): (Template & { readonly usual: string })[] =>
  USUAL.map((usual) => {
    const semester = usual === 'spring' ? '2027V' : '2027H';
    return { id: usual, usual, name: usual, campus: null, semester, places: USUAL_PLACES[usual] };
  });

interface Shown {
  readonly template: Template;
  readonly mayChange: boolean;
  readonly said?: string | undefined;
  readonly form?: Form;
  readonly faults?: Faults;
}

// This semester and two more: the next of either term whose round can still be made is among them.
const LOOKED_AHEAD = 4;

/** The page of a template: what it makes of the next semester of its kind. */
export async function showTemplate(app: App, response: Response, shown: Shown): Promise<void> {
  const { timeZone } = app.config;
  const { template, form, faults = null } = shown;
  const now = await readClock(app.database.manager);
  const semesters = semestersFrom(semesterOf(compactTime(now, timeZone).slice(0, 10)), LOOKED_AHEAD);
  const next = semesters
    .filter((semester) => isAutumn(semester) === isAutumn(template.semester))
    .map((semester) => ({ semester, calendar: calendarAt(template.places, semester) }))
    .find(({ calendar }) => calendar && instantsOf(calendar, timeZone).demandOpens > now);
  const data = {
    ...shown,
    name: form?.name ?? template.name,
    semester: next?.semester,
    lines: next?.calendar && calendarLines(next.calendar, timeZone),
    faults,
    subjects: {},
  };
  showPage(response, 'board-calendar-template', data, faults ? 422 : 200);
}
