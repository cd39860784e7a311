import type { CourseFacts, MailFacts, MailKind, OfferFacts, PositionFacts, RoundFacts } from './kinds.js';

const round: RoundFacts = {
  campus: 'Trondheim',
  semester: '2027V',
  contact: { name: 'Kari Nordli', email: 'kari.nordli@uni.example', phone: '+47 73 00 00 01' },
};
const line = { course: 'TDT4100', title: 'Objektorientert programmering', teacher: 'Pål Tveit' };
const second = { course: 'TTK4235', title: 'Tilpassede datasystemer', teacher: 'Åse Ødegård' };
const course: CourseFacts = { ...round, ...line };
const position: PositionFacts = { ...course, kind: 'learning-assistant', openings: 3, hours: 100 };
const link = '0b6d4b52-7c1c-4f0e-9a53-3f6a2f7c9d11';
const student = { recipient: 'Nora Hauge Åsen', link };
const teacher = { recipient: 'Pål Tveit', link };
const contact = { recipient: 'Kari Nordli' };

// 2026-10-05T23:59, 2026-10-09T15:00 and so on, in Oslo.
const demandDue = '2026-10-05T21:59:00.000Z';
const reportDue = '2026-10-09T13:00:00.000Z';
const announceAt = '2026-10-12T07:00:00.000Z';
const applyDue = '2026-10-26T22:59:00.000Z';
const rateDue = '2026-11-05T22:59:00.000Z';
const offersAt = '2026-11-06T08:00:00.000Z';
const closesAt = '2027-02-18T11:00:00.000Z';
/** The start of Saturday 21 November: the last day is Friday the 20th. */
const expiresAt = '2026-11-20T23:00:00.000Z';

const demand = { ...course, ...teacher, due: demandDue, lateUntil: reportDue };
const report = { ...round, ...contact, due: reportDue, link, answered: 11, silent: 2 };
const announced = [
  { ...line, kind: 'learning-assistant', openings: 3, hours: 100 },
  { ...second, kind: 'teaching-assistant', openings: 1, hours: 80 },
] as const;
const rating = { ...position, ...teacher, due: rateDue, applicants: 7, closesAt };
const offer: OfferFacts = { ...position, ...student, expiresAt, moves: 0, laosMissing: true };
const closed = { ...position, ...student, closedAt: '2026-11-12T13:37:00.000Z' };

const unfilled = {
  ...{
    applicants: 7,
    employed: 2,
    open: 0,
    declined: 1,
    expired: 1,
    withdrawn: 1,
    unsuited: 2,
    waiting: 0,
    unrated: 0,
  },
};

/** Facts for a mail about each deadline that can be moved. */
export const movedSamples = {
  offer: { ...position, ...student, what: 'offer', from: expiresAt, to: '2026-11-27T23:00:00.000Z', moves: 1 },
  rating: { ...position, ...teacher, what: 'rating', from: rateDue, to: '2026-11-08T22:59:00.000Z', closesAt },
  demand: {
    ...course,
    ...teacher,
    what: 'demand',
    from: demandDue,
    to: '2026-10-07T21:59:00.000Z',
    lateUntil: reportDue,
  },
  application: {
    ...round,
    what: 'application',
    recipient: null,
    link: null,
    from: applyDue,
    to: '2026-10-29T22:59:00.000Z',
  },
} as const satisfies Readonly<Record<string, MailFacts['deadline-moved']>>;

/** Facts for a mail of every kind. */
export const mailSamples: MailFacts = {
  'demand-request': {
    ...demand,
    lastTime: { semester: '2026V', kind: 'learning-assistant', openings: 3, hours: 100 },
  },
  'demand-reminder': {
    ...demand,
    note: { from: 'Kari Nordli', text: 'Hei, vi trenger svaret før vi kan lyse ut.' },
  },
  'demand-overdue': { ...round, ...contact, silent: [line, second], answered: 11, lateUntil: reportDue, link },
  'report-request': report,
  'report-reminder': report,
  'demand-report': {
    ...round,
    recipient: 'Fakultetet',
    reportedBy: 'automatic',
    positions: [
      { ...line, kind: 'learning-assistant', openings: 3, hours: 100, answer: 'asked' },
      { ...second, kind: null, openings: null, hours: null, answer: 'silent' },
    ],
    announceAt,
  },
  announcement: { ...round, applyDue, positions: announced },
  'announcement-reminder': { ...round, applyDue, positions: announced },
  'apply-link': { ...round, applyDue, link },
  'application-receipt': {
    ...round,
    ...student,
    change: 'sent',
    course: null,
    title: null,
    applyDue,
    offersAt,
    applications: [
      { ...second, kind: 'teaching-assistant', priority: 2 },
      { ...line, kind: 'learning-assistant', priority: 1 },
    ],
  },
  'application-reminder': { ...round, applyDue, link },
  overview: {
    ...round,
    ...contact,
    rateDue,
    positions: [
      { ...line, openings: 3, applicants: 7 },
      { ...second, openings: 2, applicants: 1 },
    ],
  },
  'rating-request': { ...rating, delegatedBy: null },
  'rating-reminder': rating,
  'rating-submitted': {
    ...position,
    ...teacher,
    submittedBy: 'Nora Ny',
    own: false,
    submittedAt: '2026-10-28T13:05:00.000Z',
    ranked: 5,
    unsuited: 2,
    offersAt,
  },
  'rating-overdue': {
    ...round,
    ...contact,
    closesAt,
    unrated: [
      { ...line, applicants: 7, link },
      { ...second, applicants: 1, link: '5a0c2c1e-1d53-4c4b-8a77-5f3d0f6f4e22' },
    ],
  },
  offer,
  'offer-reminder': offer,
  'offer-accepted': {
    ...closed,
    expiresAt,
    moves: 0,
    laosMissing: true,
    letGo: [{ course: second.course, title: second.title, was: 'offer' }],
    overload: { hours: 260, limit: 243 },
  },
  'offer-declined': { ...closed, expiresAt, moves: 0, withApplication: false },
  'offer-expired': { ...closed, closedAt: expiresAt },
  'offer-withdrawn': { ...closed, by: 'contact', wasAccepted: false, expiresAt, moves: 0 },
  'deadline-moved': movedSamples.offer,
  'application-closed': { ...course, ...student, kind: 'teaching-assistant', others: 2 },
  'final-list': {
    ...position,
    ...teacher,
    employed: [
      { name: 'Nora Hauge Åsen', email: 'nora@stud.example', phone: '+47 900 00 001', laos: true },
      { name: 'Ali Reza', email: 'ali@stud.example', phone: null, laos: false },
    ],
    unfilled: 1,
    because: { ...unfilled, reason: 'exhausted' },
    changes: { added: ['Ali Reza'], removed: ['Jo Berg', 'Eva Dahl'] },
  },
  'round-summary': {
    ...round,
    ...contact,
    positions: [
      { ...line, openings: 3, employed: 3, offers: 5, because: null },
      { ...second, openings: 3, employed: 2, offers: 5, because: { ...unfilled, reason: 'exhausted' } },
    ],
  },
  'laos-reminder': { ...course, ...student, first: true },
  'sign-in': { ...contact, link, minutes: 10 },
  unreached: {
    ...round,
    ...contact,
    who: student.recipient,
    address: 'nora.asen@stud.example',
    mail: 'offer',
    course: line.course,
    title: line.title,
    stopped: true,
    said: '550 5.1.1 User unknown',
  },
  'retention-notice': {
    ...round,
    ...contact,
    roundId: '2027V-trondheim',
    group: 'applicants',
    people: 61,
    goesAt: '2027-06-17T22:00:00.000Z',
  },
  digest: {
    ...round,
    ...contact,
    since: '2026-11-11T06:30:00.000Z',
    happened: [{ kind: 'offer-accepted', count: 4 }],
    needs: ['TTK4235: ingen har rangert søkerne'],
  },
};

export const mailKinds = Object.keys(mailSamples) as MailKind[];
