import { smallScenario } from '../support/small-scenario.js';

/** The small scenario with the value at a place replaced, or taken out where it is undefined. */
export function changed(place: string, value: unknown): object {
  const scenario = smallScenario();
  const path = [...place.matchAll(/\["(.+?)"\]|\[(\d+)\]|\.?([^.[]+)/g)].map(
    ([, key, index, name]) => key ?? index ?? name,
  );
  const last = path.pop() ?? '';
  const holder = path.reduce<object>((at, key = '') => Reflect.get(at, key) as object, scenario);
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, value);
  return scenario;
}

const NO_TIME = 'is not a date and time. Write it as 2026-10-26T23:59.';
const NO_ZONE = 'is not a time zone. Write an IANA zone such as Europe/Oslo.';
export const NO_ADDRESS = 'is not a mail address. Write it as name@uni.example.';
const NO_NAME = 'is not a name. Write 1 to 200 characters on one line.';
const NO_ID =
  'is not an id. Use 1 to 64 letters, digits, dots, hyphens and underscores, a letter or digit first, and not digits alone.';
const NOT_POSITIVE =
  'is not a whole number of at least 1. Write a whole number of at least 1, without quotation marks.';
const NO_HOURS = 'is not a whole number from 80 to 120. Write a whole number from 80 to 120, without quotation marks.';
const NO_DURATION = 'is not a duration. Write it as P2DT3H30M: days, then hours and minutes.';
export const UNKNOWN = 'of this file. Add it, or correct this.';

const CALENDAR = 'rounds[0].calendar';
const P1 = 'rounds[0].positions[0]';
const WISHES = 'applicants[0].applications';
const INGRID = 'behaviour.teachers["ingrid@uni.example"].ratings.P1';
const BO = 'behaviour.students["bo@stud.example"]';

/** What is wrong, the place, the value put there, and what is said of it after both. */
export const VALUES: readonly [string, string, unknown, string][] = [
  ['another version', 'scenario', 2, 'is not a version of the format that is read here. Write 1.'],
  ['no version', 'scenario', undefined, 'is missing. Write 1.'],
  ['an unknown zone', 'timeZone', 'Europe/Olso', NO_ZONE],
  ['an offset as zone', 'timeZone', '+02:00', NO_ZONE],
  ['text for an object', 'faculty', 'IE', 'is not an object. Write { … } with name, email.'],
  ['a month too many', `${CALENDAR}.applyDue`, '2026-13-01T10:00', NO_TIME],
  ['a day too many', `${CALENDAR}.applyDue`, '2026-09-31T10:00', NO_TIME],
  ['an hour too many', `${CALENDAR}.applyDue`, '2026-10-26T24:00', NO_TIME],
  ['an offset', `${CALENDAR}.applyDue`, '2026-10-26T23:59Z', NO_TIME],
  ['a year long ago', `${CALENDAR}.applyDue`, '0206-10-26T23:59', NO_TIME],
  ['no deadline', `${CALENDAR}.rateDue`, undefined, 'is missing. Write it as 2026-10-26T23:59.'],
  ['an id of digits', 'rounds[0].id', '2027', NO_ID],
  ['an id with a space', `${P1}.id`, 'P 1', NO_ID],
  ['an id that browsers take away', `${P1}.id`, '..', NO_ID],
  ['a long id', `${P1}.id`, 'P'.repeat(65), NO_ID],
  ['a number for an id', `${P1}.id`, 1, NO_ID],
  ['an address without domain', 'applicants[0].email', 'anna@', NO_ADDRESS],
  ['an address with a name', 'applicants[0].email', 'Anna <anna@stud.example>', NO_ADDRESS],
  ['two addresses in one', 'campuses[0].announceTo', 'a@uni.example, b@uni.example', NO_ADDRESS],
  ['an empty name', 'applicants[0].name', '  ', NO_NAME],
  ['a name of two lines', 'faculty.name', 'IE\r\nBcc: x', NO_NAME],
  ['a name that turns the line', 'faculty.name', 'IE \u202e', NO_NAME],
  ['an unknown language', 'applicants[0].locale', 'se', 'is not one of nb, en, nn. Write nb, en or nn.'],
  ['no openings', `${P1}.openings`, 0, NOT_POSITIVE],
  ['half an opening', `${P1}.openings`, 1.5, NOT_POSITIVE],
  ['too few hours', `${P1}.hours`, 79, NO_HOURS],
  ['too many hours', `${P1}.hours`, 121, NO_HOURS],
  ['hours as text', `${P1}.hours`, '100', NO_HOURS],
  [
    'a yes for laos',
    'applicants[0].laos',
    'yes',
    'is not true or false. Write true or false, without quotation marks.',
  ],
  ['priority zero', `${WISHES}[0].priority`, 0, NOT_POSITIVE],
  ['a duration in weeks', `${INGRID}.after`, 'P1W', NO_DURATION],
  ['a duration that ends early', `${INGRID}.after`, 'P1DT', NO_DURATION],
  ['a duration of nothing', `${INGRID}.after`, 'P', NO_DURATION],
  ['an unknown campus', 'rounds[0].campus', 'trondhiem', 'is not a campus of this file. Did you mean trondheim?'],
  ['a wish for no position', `${WISHES}[0].position`, 'X9', `is not a position ${UNKNOWN}`],
  ['a wish twice', `${WISHES}[1].position`, 'P1', `is also ${WISHES}[0].position. Apply for a position once.`],
  [
    'a priority twice',
    `${WISHES}[1].priority`,
    1,
    `is also ${WISHES}[0].priority. Give each application its own priority.`,
  ],
  [
    'a rating of nobody',
    `${INGRID}.ranked[0]`,
    'ana@stud.example',
    'is not an applicant of this file. Did you mean anna@stud.example?',
  ],
  ['a rating twice', `${INGRID}.unsuited[0]`, 'bo@stud.example', `is also ${INGRID}.ranked[1]. Rate a student once.`],
  [
    'a rating of no applicant',
    `${INGRID}.unsuited[0]`,
    'emil@stud.example',
    'has not applied for P1. Add the application, or take this out.',
  ],
  [
    'an answer at no time',
    `${BO}.P1.after`,
    undefined,
    "is missing. Write how long after the offer's issue the student answers, as P2DT3H30M.",
  ],
  [
    'an unknown answer',
    `${BO}.P1.answer`,
    'perhaps',
    'is not one of accept, decline, silent. Write accept, decline or silent.',
  ],
  ['a property that no position has', `${P1}.opening`, 3, 'belongs to no known property. Did you mean openings?'],
  ['a misspelt property', 'applicants[0].loas', true, 'belongs to no known property. Did you mean laos?'],
  [
    'an unknown property',
    'applicants[0].age',
    3,
    'belongs to no known property. Remove it; known are name, email, locale, laos, applications.',
  ],
];
