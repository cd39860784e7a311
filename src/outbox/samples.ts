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
const offer: OfferFacts = { ...position, ...student, expiresAt, laosMissing: true };
const closed = { ...position, ...student, closedAt: '2026-11-12T13:37:00.000Z' };

/** Facts for a mail of every kind. */
export const mailSamples: MailFacts = {
  'demand-request': demand,
  'demand-reminder': demand,
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
  'offer-accepted': { ...closed, laosMissing: true },
  'offer-declined': closed,
  'offer-expired': { ...closed, closedAt: expiresAt },
  'offer-withdrawn': { ...closed, by: 'contact' },
  'deadline-moved': { ...position, ...student, what: 'offer', from: expiresAt, to: '2026-11-27T23:00:00.000Z' },
  'application-closed': { ...course, recipient: 'Nora Hauge Åsen', kind: 'teaching-assistant' },
  'final-list': {
    ...position,
    ...teacher,
    employed: [
      { name: 'Nora Hauge Åsen', email: 'nora@stud.example', laos: true },
      { name: 'Ali Reza', email: 'ali@stud.example', laos: false },
    ],
    unfilled: 1,
    changes: { added: ['Ali Reza'], removed: ['Jo Berg', 'Eva Dahl'] },
  },
  'round-summary': {
    ...round,
    ...contact,
    positions: [
      { ...line, openings: 3, employed: 3, offers: 5 },
      { ...second, openings: 2, employed: 1, offers: 2 },
    ],
  },
  'laos-reminder': { ...course, ...student, first: true },
  'sign-in': { ...contact, link, minutes: 10 },
  digest: {
    ...round,
    ...contact,
    since: '2026-11-11T06:30:00.000Z',
    happened: [{ kind: 'offer-accepted', count: 4 }],
    needs: ['TTK4235: ingen har rangert søkerne'],
  },
};

export const mailKinds = Object.keys(mailSamples) as MailKind[];
