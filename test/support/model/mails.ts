import type { PlayedPosition, PlayedRound } from './rounds.js';
import { isBefore, lastDayOf, type Moment, remindersBefore } from './time.js';

/** A mail that the design calls for, with the instant that calls for it. */
export interface ModelMail {
  kind: string;
  to: string;
  at: Moment;
}

/** The kinds whose number the design fixes. The last three never occur: robots neither withdraw, extend nor dawdle. */
export const FIXED_KINDS = [
  ...['demand-request', 'demand-reminder', 'demand-overdue', 'announcement', 'announcement-reminder'],
  ...['apply-link', 'application-receipt', 'overview', 'rating-request', 'rating-reminder', 'rating-overdue'],
  ...['offer', 'offer-reminder', 'offer-accepted', 'offer-declined', 'offer-expired', 'application-closed'],
  ...['final-list', 'round-summary', 'offer-withdrawn', 'deadline-moved', 'application-reminder'],
];

/** The kinds that may occur in any number. */
export const FREE_KINDS = ['report-request', 'report-reminder', 'demand-report', 'laos-reminder', 'sign-in', 'digest'];

/** Every mail of a fixed kind that the round causes. */
export function mailsOf(round: PlayedRound): ModelMail[] {
  return [...demandMails(round), ...applicationMails(round), ...ratingMails(round), ...settlementMails(round)];
}

function demandMails({ calendar, contact, demands }: PlayedRound): ModelMail[] {
  const { demandOpens, demandDue } = calendar;
  const mails = demands.flatMap(({ teacher, answeredAt }) => [
    { kind: 'demand-request', to: teacher, at: demandOpens },
    ...remindersBefore(demandDue.toPlainDate(), demandOpens, [demandDue, answeredAt]).map((at) => ({
      kind: 'demand-reminder',
      to: teacher,
      at,
    })),
  ]);
  const overdue = demands.some(({ answeredAt }) => isLate(answeredAt, demandDue));
  return overdue ? [...mails, { kind: 'demand-overdue', to: contact, at: demandDue }] : mails;
}

function applicationMails({ calendar, contact, announceTo, positions, appliedAt }: PlayedRound): ModelMail[] {
  const { announceAt, applyDue } = calendar;
  const overview = { kind: 'overview', to: contact, at: applyDue };
  if (positions.length === 0) return [overview];
  const reminders = remindersBefore(applyDue.toPlainDate(), announceAt, [applyDue], [3]);
  const students = new Set(positions.flatMap((position) => position.applicants));
  return [
    { kind: 'announcement', to: announceTo, at: announceAt },
    ...reminders.map((at) => ({ kind: 'announcement-reminder', to: announceTo, at })),
    ...[...students].flatMap((to) => [
      { kind: 'apply-link', to, at: appliedAt },
      { kind: 'application-receipt', to, at: appliedAt },
    ]),
    overview,
  ];
}

function ratingMails({ calendar, contact, positions }: PlayedRound): ModelMail[] {
  const { applyDue, rateDue } = calendar;
  const toRate = positions.filter((position) => position.applicants.length > 0);
  const mails = toRate.flatMap(({ teacher, ratedAt }) => [
    { kind: 'rating-request', to: teacher, at: applyDue },
    ...remindersBefore(rateDue.toPlainDate(), applyDue, [rateDue, ratedAt]).map((at) => ({
      kind: 'rating-reminder',
      to: teacher,
      at,
    })),
  ]);
  const overdue = toRate.some(({ ratedAt }) => isLate(ratedAt, rateDue));
  return overdue ? [...mails, { kind: 'rating-overdue', to: contact, at: rateDue }] : mails;
}

function settlementMails({ contact, faculty, positions, settledAt }: PlayedRound): ModelMail[] {
  const summaries =
    settledAt === undefined ? [] : [contact, faculty].map((to) => ({ kind: 'round-summary', to, at: settledAt }));
  return [...positions.flatMap((position) => [...offerMails(position), ...closingMails(position)]), ...summaries];
}

function offerMails({ offers }: PlayedPosition): ModelMail[] {
  return offers.flatMap(({ student, issuedAt, closedAt, state }) => [
    { kind: 'offer', to: student, at: issuedAt },
    ...remindersBefore(lastDayOf(issuedAt), issuedAt, [closedAt]).map((at) => ({
      kind: 'offer-reminder',
      to: student,
      at,
    })),
    { kind: `offer-${state}`, to: student, at: closedAt },
  ]);
}

function closingMails({ teacher, applicants, offers, settledAt }: PlayedPosition): ModelMail[] {
  const offered = new Set(offers.map((offer) => offer.student));
  const passedOver = applicants.filter((student) => !offered.has(student));
  return [
    { kind: 'final-list', to: teacher, at: settledAt },
    ...passedOver.map((to) => ({ kind: 'application-closed', to, at: settledAt })),
  ];
}

/** What comes at a deadline is as late for it as an answer at the expiry of an offer. */
const isLate = (at: Moment | undefined, deadline: Moment): boolean => at === undefined || !isBefore(at, deadline);
