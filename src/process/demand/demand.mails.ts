import type { NewMail } from '../../outbox/enqueue.js';
import { type GoneChecks, oneByOne } from '../../outbox/gone.js';
import type { MailFacts } from '../../outbox/kinds.js';
import type { Locale } from '../../people/person.entity.js';
import { type RoundContext, roundFacts, toPerson } from '../../rounds/round-context.js';
import type { LastTime } from './last-time.rule.js';

/** A course as its teacher is asked for it. */
export interface AskedCourse {
  readonly positionId: string;
  readonly course: string;
  readonly title: string;
  readonly teacher: { readonly id: string; readonly name: string; readonly email: string; readonly locale: Locale };
  /** When the contact put it on the list; null where it came with the round. */
  readonly listedAt: Date | null;
}

/** The request to a teacher. */
export function demandRequestMail(
  round: RoundContext,
  course: AskedCourse,
  link: string,
  { at, lastTime }: { at: Date; lastTime: LastTime | null },
): NewMail {
  return {
    ...addressed(round, course),
    kind: 'demand-request',
    facts: { ...askedFacts(round, course, link, at), lastTime },
    // One for each live link, and for each time that the course came on the list: a teacher may have to be asked anew.
    key: ['demand-request', course.positionId, link, ...(course.listedAt ? [course.listedAt.toISOString()] : [])].join(
      ':',
    ),
    uselessAt: round.instants.reportDue,
  };
}

/** The reminder that was due at an instant. */
export const demandReminderMail = (round: RoundContext, course: AskedCourse, link: string, at: Date): NewMail => ({
  ...addressed(round, course),
  kind: 'demand-reminder',
  facts: { ...askedFacts(round, course, link, at), note: null },
  key: `demand-reminder:${course.positionId}:${link}:${at.toISOString()}`,
  uselessAt: round.instants.demandDue,
});

/** A reminder in somebody's own words, whenever she finds it right. */
export const nudgeMail = (
  round: RoundContext,
  course: AskedCourse,
  link: string,
  { at, from, words }: { at: Date; from: string; words: string },
): NewMail & { readonly kind: 'demand-reminder' } => ({
  ...addressed(round, course),
  kind: 'demand-reminder',
  facts: { ...askedFacts(round, course, link, at), note: { from, text: words } },
  key: `demand-nudge:${course.positionId}:${at.toISOString()}`,
  uselessAt: round.instants.reportDue,
});

/** To a teacher who has not answered: the deadline was moved. */
export const demandMovedMail = (
  round: RoundContext,
  course: AskedCourse,
  link: string,
  { from, at }: { from: Date; at: Date },
): NewMail => ({
  ...addressed(round, course),
  kind: 'deadline-moved',
  facts: {
    ...roundFacts(round),
    course: course.course,
    title: course.title,
    teacher: course.teacher.name,
    recipient: course.teacher.name,
    link,
    what: 'demand',
    from: from.toISOString(),
    to: round.instants.demandDue.toISOString(),
    lateUntil: round.instants.reportDue.toISOString(),
  },
  key: `deadline-moved:demand:${course.positionId}:${link}:${round.instants.demandDue.toISOString()}:${at.toISOString()}`,
  uselessAt: round.instants.reportDue,
});

const addressed = (round: RoundContext, { positionId, teacher }: AskedCourse) => ({
  to: toPerson(teacher),
  thread: `demand:${positionId}`,
  roundId: round.id,
  positionId,
});

/** What the mails say alike. Once demandDue has passed, what counts is the instant until which a late answer is taken. */
function askedFacts(
  round: RoundContext,
  { course, title, teacher }: AskedCourse,
  link: string,
  at: Date,
): Omit<MailFacts['demand-request'], 'lastTime'> {
  const { demandDue, reportDue } = round.instants;
  return {
    ...roundFacts(round),
    course,
    title,
    teacher: teacher.name,
    recipient: teacher.name,
    due: (at < demandDue ? demandDue : reportDue).toISOString(),
    lateUntil: reportDue.toISOString(),
    link,
  };
}

/** To the contact at demandDue: who has not answered, and until when an answer still counts. */
export function demandOverdueMail(
  round: RoundContext,
  silent: readonly AskedCourse[],
  answered: number,
  link: string,
): NewMail {
  return {
    kind: 'demand-overdue',
    to: toPerson(round.contact),
    facts: {
      ...roundFacts(round),
      recipient: round.contact.name,
      silent: silent.map(({ course, title, teacher }) => ({ course, title, teacher: teacher.name })),
      answered,
      lateUntil: round.instants.reportDue.toISOString(),
      link,
    },
    key: `demand-overdue:${round.id}:${round.instants.demandDue.toISOString()}`,
    thread: `report:${round.id}`,
    roundId: round.id,
    uselessAt: round.instants.reportDue,
  };
}

/** A request asks for nothing once the answer is in or the course is off the list. */
const settled = oneByOne(async (manager, mail) => {
  const [demand] = await manager.query<{ answered: boolean; removed: boolean }[]>(
    `select answered_at is not null as answered, removed_at is not null as removed from demand where position_id = $1`,
    [mail.positionId],
  );
  if (demand?.removed) return 'the course is off the list';
  return demand?.answered ? 'the teacher has answered' : null;
});

export const demandGone: GoneChecks = { 'demand-request': settled, 'demand-reminder': settled };
