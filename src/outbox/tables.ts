import type { Locale } from '../people/person.entity.js';
import { hasMessage, message } from '../platform/messages.js';
import type { PositionKind } from '../rounds/position.entity.js';
import { sayUnfilled } from '../rounds/say-unfilled.js';
import type { MailFacts, MailKind } from './kinds.js';
import type { Told } from './told.js';

export interface Cell {
  readonly text: string;
  /** Makes the cell a link. */
  readonly url: string | null;
}

/** A table of a mail; `name` finds its caption, a column's name its heading. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

interface Row {
  /** The cells of the columns. */
  readonly cells: readonly Cell[];
  /** What stands beneath the first cell. */
  readonly notes: readonly string[];
}

/**
 * Columns that say what they are without a heading. They stand beneath the first one: a phone has room for that and two or
 * three numbers, and Gmail has no way to set a table anew on a narrow screen that keeps the headings.
 */
const BENEATH = new Set(['teacher', 'kind', 'answer', 'email', 'phone', 'status', 'because']);

type Facts<K extends MailKind> = Told<MailFacts[K]>;
type TableOf<F> = (facts: F, locale: Locale) => Table;

/** Builds a table from its columns, each a heading and what it says of a line. */
function table<Line>(name: string, lines: readonly Line[], columns: Record<string, (line: Line) => Cell>): Table {
  const all = Object.entries(columns);
  const beneath = all.filter(([column]) => BENEATH.has(column));
  const beside = all.filter(([column]) => !BENEATH.has(column));
  return {
    name,
    columns: beside.map(([column]) => column),
    rows: lines.map((line) => ({
      cells: beside.map(([, cell]) => cell(line)),
      notes: beneath.map(([, cell]) => cell(line).text).filter((note) => note !== ''),
    })),
  };
}

const cell = (text: string | number | null): Cell => ({ text: String(text ?? '–'), url: null });
const kindWord = (kind: PositionKind, locale: Locale) => cell(message(locale, 'common', `kind.${kind}`));
const course = (line: { readonly course: string; readonly title: string }) => cell(`${line.course} ${line.title}`);
const teacher = (line: { readonly teacher: string }) => cell(line.teacher);
const openings = (line: { readonly openings: number | null }) => cell(line.openings);
const hours = (line: { readonly hours: number | null }) => cell(line.hours);
const applicants = (line: { readonly applicants: number }) => cell(line.applicants);

export const silentCourses: TableOf<Facts<'demand-overdue'>> = (facts) =>
  table('silent', facts.silent, { course, teacher });

export const demandedPositions: TableOf<Facts<'demand-report'>> = (facts, locale) =>
  table('positions', facts.positions, {
    course,
    teacher,
    answer: ({ answer, kind }) =>
      answer === 'asked' && kind ? kindWord(kind, locale) : cell(message(locale, 'common', `answer.${answer}`)),
    openings,
    hours,
  });

export const announcedPositions: TableOf<Facts<'announcement'>> = (facts, locale) =>
  table('positions', facts.positions, {
    course,
    kind: ({ kind }) => kindWord(kind, locale),
    openings,
    hours,
    teacher,
  });

export const appliedPositions: TableOf<Facts<'application-receipt'>> = (facts, locale) =>
  table(
    'applications',
    facts.applications.toSorted((a, b) => a.priority - b.priority),
    {
      course,
      priority: ({ priority }) => cell(priority),
      kind: ({ kind }) => kindWord(kind, locale),
      teacher,
    },
  );

/** How many applicants a position lacks to fill its openings. */
export const missing = (line: { readonly openings: number; readonly applicants: number }) =>
  Math.max(0, line.openings - line.applicants);

export const applicantsPerPosition: TableOf<Facts<'overview'>> = (facts, locale) =>
  table(
    'positions',
    facts.positions.toSorted((a, b) => Number(missing(b) > 0) - Number(missing(a) > 0)),
    {
      course,
      teacher,
      openings,
      applicants,
      status: (line) => cell(message(locale, 'mail', 'letter.status', { missing: missing(line) })),
    },
  );

export const unratedPositions: TableOf<Facts<'rating-overdue'>> = (facts, locale) =>
  table('unrated', facts.unrated, {
    course,
    teacher,
    applicants,
    link: ({ url }) => ({ text: message(locale, 'mail', 'rating-overdue.link'), url }),
  });

export const employedAssistants: TableOf<Facts<'final-list'>> = (facts, locale) =>
  table('employed', facts.employed, {
    name: ({ name }) => cell(name),
    email: ({ email }) => cell(email),
    phone: ({ phone }) => cell(phone ?? ''),
    laos: ({ laos }) =>
      cell(message(locale, 'common', `laos.${laos === null ? 'not-needed' : laos ? 'done' : 'missing'}`)),
    hours: () => cell(facts.hours),
  });

export const letGo: TableOf<Facts<'offer-accepted'>> = (facts, locale) =>
  table('letGo', facts.letGo, {
    course,
    status: ({ was }) => cell(message(locale, 'mail', 'offer-accepted.letGo', { was })),
  });

export const settledPositions: TableOf<Facts<'round-summary'>> = (facts, locale) =>
  table('positions', facts.positions, {
    course,
    teacher,
    openings,
    employed: ({ employed }) => cell(employed),
    offers: ({ offers }) => cell(offers),
    because: ({ because }) => cell(because ? sayUnfilled(because, locale) : ''),
  });

export const matters: TableOf<Facts<'digest'>> = (facts) =>
  table('needs', facts.needs, { matter: (matter) => cell(matter) });

export const events: TableOf<Facts<'digest'>> = (facts, locale) =>
  table('happened', facts.happened, {
    event: ({ kind }) =>
      cell(hasMessage(locale, 'board', `happenings.${kind}`) ? message(locale, 'board', `happenings.${kind}`) : kind),
    count: ({ count }) => cell(count),
  });
