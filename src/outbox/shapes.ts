import { message } from '../platform/messages.js';
import { saySemester } from '../platform/say-semester.js';
import { sayUnfilled } from '../rounds/say-unfilled.js';
import type { MailFacts, MailKind } from './kinds.js';
import * as tables from './tables.js';
import type { Told } from './told.js';
import { type MailValues, type Speech, sayEndAs, sayInstantAs, sayList } from './values.js';

/** What a kind of mail has beside its texts in `templates/locales/<locale>/mail.json`. */
export interface Shape<Facts> {
  /** Who signs it: the round's contact, or Stafett where the contact or the faculty is the reader. */
  readonly from: 'contact' | 'stafett';
  /** Where its button leads: the reader's own link, the public page, the board, a round's files there; null for no button. */
  readonly button: 'link' | 'public' | 'board' | 'files' | null;
  /** The value by which the reader has to act, shown by itself with the label `letter.details.<name>`. */
  readonly deadline?: string;
  /** The values that it lists, each with the label `letter.details.<name>`. */
  readonly details?: readonly string[] | ((facts: Told<Facts>) => readonly string[]);
  /** Its tables, each with the caption `<kind>.tables.<name>`; one without lines is left out. */
  readonly tables?: (facts: Told<Facts>, speech: Speech) => readonly tables.Table[];
  /** What its messages say beyond, or otherwise than, the facts by name. */
  readonly values?: (facts: Told<Facts>, speech: Speech) => MailValues;
}

const COURSE = ['courseTitle', 'campus', 'semesterWord'];
const RATING = ['courseTitle', 'kindWord', 'semesterWord', 'teacher', 'closesAt'];
const POSITION = ['courseTitle', 'kindWord', 'hoursWord', 'semesterWord', 'campus', 'teacher'];

/** What is shown of whatever the deadline is for. */
const MOVED = { offer: POSITION, rating: RATING, demand: COURSE, application: ['campus', 'semesterWord'] };

/** The shape of every kind of mail. A new kind is one entry here and its texts in each language. */
export const shapes: { readonly [K in MailKind]: Shape<MailFacts[K]> } = {
  'demand-request': {
    from: 'contact',
    button: 'link',
    deadline: 'due',
    details: COURSE,
    values: ({ due, lateUntil, lastTime }, { locale }) => ({
      late: due === lateUntil,
      lastTime: !lastTime ? 'none' : (lastTime.kind?.replace('-assistant', '') ?? 'nothing'),
      lastSemester: lastTime ? saySemester(lastTime.semester, locale) : '',
      lastOpenings: lastTime?.openings ?? 0,
      lastHours: message(locale, 'common', 'hours', { count: lastTime?.hours ?? 0 }),
    }),
  },
  'demand-reminder': {
    from: 'contact',
    button: 'link',
    deadline: 'due',
    details: COURSE,
    values: ({ due, lateUntil, note }) => ({
      late: due === lateUntil,
      noted: Boolean(note),
      noteFrom: note?.from ?? '',
      noteText: note?.text ?? '',
    }),
  },
  'demand-overdue': {
    from: 'stafett',
    button: 'link',
    deadline: 'lateUntil',
    tables: (facts, { locale }) => [tables.silentCourses(facts, locale)],
  },
  'report-request': { from: 'stafett', button: 'link', deadline: 'due' },
  'report-reminder': { from: 'stafett', button: 'link', deadline: 'due' },
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
    deadline: 'applyDue',
    tables: (facts, { locale }) => [tables.announcedPositions(facts, locale)],
  },
  'announcement-reminder': {
    from: 'contact',
    button: 'public',
    deadline: 'applyDue',
    tables: (facts, { locale }) => [tables.announcedPositions(facts, locale)],
  },
  'apply-link': { from: 'contact', button: 'link', deadline: 'applyDue' },
  'application-receipt': {
    from: 'contact',
    button: 'link',
    tables: (facts, { locale }) => [tables.appliedPositions(facts, locale)],
  },
  'application-reminder': { from: 'contact', button: 'link', deadline: 'applyDue' },
  overview: {
    from: 'stafett',
    button: 'board',
    tables: (facts, { locale }) => [tables.applicantsPerPosition(facts, locale)],
    values: ({ positions }) => ({ short: positions.filter((line) => tables.missing(line) > 0).length }),
  },
  'rating-request': { from: 'contact', button: 'link', deadline: 'due', details: RATING },
  'rating-reminder': {
    from: 'contact',
    button: 'link',
    deadline: 'due',
    details: RATING,
    values: ({ due, closesAt }) => ({ late: due === closesAt }),
  },
  'rating-submitted': { from: 'contact', button: 'link' },
  'rating-overdue': {
    from: 'stafett',
    button: 'board',
    deadline: 'closesAt',
    tables: (facts, { locale }) => [tables.unratedPositions(facts, locale)],
  },
  offer: { from: 'contact', button: 'link', deadline: 'expiresAt', details: POSITION },
  'offer-reminder': { from: 'contact', button: 'link', deadline: 'expiresAt', details: POSITION },
  'offer-accepted': {
    from: 'contact',
    button: 'link',
    details: POSITION,
    tables: (facts, { locale }) => [tables.letGo(facts, locale)],
    values: ({ overload }) => ({ overloadHours: overload?.hours ?? 0, overloadLimit: overload?.limit ?? 0 }),
  },
  'offer-declined': { from: 'contact', button: 'link' },
  'offer-expired': {
    from: 'contact',
    button: 'link',
    values: ({ closedAt }, speech) => sayEndAs('closedAt', closedAt, speech),
  },
  'offer-withdrawn': { from: 'contact', button: 'link' },
  'deadline-moved': {
    from: 'contact',
    button: 'link',
    deadline: 'to',
    details: ({ what }) => [...MOVED[what], 'from'],
    values: ({ what, from, to }, speech) =>
      // An offer ends at the start of a day, which is said as the evening before.
      what === 'offer' ? {} : { ...sayInstantAs('from', from, speech), ...sayInstantAs('to', to, speech) },
  },
  'application-closed': { from: 'contact', button: 'link' },
  'final-list': {
    from: 'contact',
    button: 'link',
    tables: (facts, { locale }) => [tables.employedAssistants(facts, locale)],
    values: ({ changes, because, employed, hours }, { locale }) => ({
      because: because ? sayUnfilled(because, locale) : '',
      allHours: message(locale, 'common', 'hours', { count: hours * employed.length }),
      laosMissing: employed.filter(({ laos }) => laos === false).length,
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
  unreached: {
    from: 'stafett',
    button: 'board',
    details: ({ course }) => ['who', 'address', 'mailWord', ...(course ? ['courseTitle'] : []), 'said'],
    values: ({ mail }, { locale }) => ({ mailWord: message(locale, 'board', `mail-kind.${mail}`) }),
  },
  'retention-notice': { from: 'stafett', button: 'files', deadline: 'goesAt', details: ['campus', 'semesterWord'] },
  digest: {
    from: 'stafett',
    button: 'board',
    tables: (facts, { locale }) => [tables.matters(facts, locale), tables.events(facts, locale)],
  },
};

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
