import type { MailFacts, MailKind } from './kinds.js';
import * as tables from './tables.js';
import type { Told } from './told.js';
import { type MailValues, type Speech, sayEndAs, sayList } from './values.js';

/** What a kind of mail has beside its texts in `templates/locales/<locale>/mail.json`. */
export interface Shape<Facts> {
  /** Who signs it: the round's contact, or Stafett where the contact or the faculty is the reader. */
  readonly from: 'contact' | 'stafett';
  /** Where its button leads: the reader's own link, the public page, the board; null for no button. */
  readonly button: 'link' | 'public' | 'board' | null;
  /** The values that it lists, each with the label `letter.details.<name>`. */
  readonly details?: readonly string[];
  /** Its tables, each with the caption `<kind>.tables.<name>`; one without lines is left out. */
  readonly tables?: (facts: Told<Facts>, speech: Speech) => readonly tables.Table[];
  /** What its messages say beyond, or otherwise than, the facts by name. */
  readonly values?: (facts: Told<Facts>, speech: Speech) => MailValues;
}

const COURSE = ['courseTitle', 'campus', 'semesterWord'];
const RATING = ['courseTitle', 'kindWord', 'semesterWord', 'teacher', 'due', 'closesAt'];
const POSITION = ['courseTitle', 'kindWord', 'hoursWord', 'semesterWord', 'campus', 'teacher'];

/** The shape of every kind of mail. A new kind is one entry here and its texts in each language. */
export const shapes: { readonly [K in MailKind]: Shape<MailFacts[K]> } = {
  'demand-request': { from: 'contact', button: 'link', details: [...COURSE, 'due'] },
  'demand-reminder': { from: 'contact', button: 'link', details: [...COURSE, 'due'] },
  'demand-overdue': {
    from: 'stafett',
    button: 'link',
    tables: (facts, { locale }) => [tables.silentCourses(facts, locale)],
  },
  'report-request': { from: 'stafett', button: 'link' },
  'report-reminder': { from: 'stafett', button: 'link' },
  'demand-report': {
    from: 'stafett',
    button: 'board',
    tables: (facts, { locale }) => [tables.demandedPositions(facts, locale)],
    values: ({ positions }) => {
      const asked = positions.filter(({ answer }) => answer === 'asked');
      return { asked: asked.length, openings: sum(asked.map(({ openings }) => openings ?? 0)) };
    },
  },
  announcement: {
    from: 'contact',
    button: 'public',
    tables: (facts, { locale }) => [tables.announcedPositions(facts, locale)],
  },
  'announcement-reminder': {
    from: 'contact',
    button: 'public',
    tables: (facts, { locale }) => [tables.announcedPositions(facts, locale)],
  },
  'apply-link': { from: 'contact', button: 'link' },
  'application-receipt': {
    from: 'contact',
    button: 'link',
    tables: (facts, { locale }) => [tables.appliedPositions(facts, locale)],
  },
  'application-reminder': { from: 'contact', button: 'link' },
  overview: {
    from: 'stafett',
    button: 'board',
    tables: (facts, { locale }) => [tables.applicantsPerPosition(facts, locale)],
    values: ({ positions }) => ({ short: positions.filter((line) => tables.missing(line) > 0).length }),
  },
  'rating-request': { from: 'contact', button: 'link', details: RATING },
  'rating-reminder': { from: 'contact', button: 'link', details: RATING },
  'rating-overdue': {
    from: 'stafett',
    button: 'board',
    tables: (facts, { locale }) => [tables.unratedPositions(facts, locale)],
  },
  offer: { from: 'contact', button: 'link', details: [...POSITION, 'expiresAt'] },
  'offer-reminder': { from: 'contact', button: 'link', details: [...POSITION, 'expiresAt'] },
  'offer-accepted': { from: 'contact', button: 'link', details: POSITION },
  'offer-declined': { from: 'contact', button: 'link' },
  'offer-expired': {
    from: 'contact',
    button: 'link',
    values: ({ closedAt }, speech) => sayEndAs('closedAt', closedAt, speech),
  },
  'offer-withdrawn': { from: 'contact', button: 'link' },
  'deadline-moved': { from: 'contact', button: 'link', details: [...POSITION, 'from', 'to'] },
  'application-closed': { from: 'contact', button: null },
  'final-list': {
    from: 'contact',
    button: 'link',
    tables: (facts, { locale }) => [tables.employedAssistants(facts, locale)],
    values: ({ changes }, { locale }) => ({
      changed: changes !== null,
      added: sayList(changes?.added ?? [], locale),
      addedCount: changes?.added.length ?? 0,
      removed: sayList(changes?.removed ?? [], locale),
      removedCount: changes?.removed.length ?? 0,
    }),
  },
  'round-summary': {
    from: 'stafett',
    button: 'board',
    tables: (facts, { locale }) => [tables.settledPositions(facts, locale)],
    values: ({ positions }) => ({
      employed: sum(positions.map(({ employed }) => employed)),
      openings: sum(positions.map(({ openings }) => openings)),
    }),
  },
  'laos-reminder': { from: 'contact', button: 'link' },
  'sign-in': { from: 'stafett', button: 'link' },
  digest: {
    from: 'stafett',
    button: 'board',
    tables: (facts, { locale }) => [tables.matters(facts, locale), tables.events(facts, locale)],
  },
};

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
