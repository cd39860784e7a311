import type { GoneChecks } from '../../outbox/deliver.js';
import type { NewMail } from '../../outbox/enqueue.js';
import type { Locale } from '../../people/person.entity.js';
import { type RoundContext, roundFacts, toPerson } from '../../rounds/round-context.js';

/** A course as its teacher is asked for it. */
export interface AskedCourse {
  readonly positionId: string;
  readonly course: string;
  readonly title: string;
  readonly teacher: { readonly id: string; readonly name: string; readonly email: string; readonly locale: Locale };
}

const threadOf = (positionId: string) => `demand:${positionId}`;

/** The request to a teacher, or a reminder of it that was due at `reminder`. */
export function demandMail(round: RoundContext, course: AskedCourse, link: string, reminder?: Date): NewMail {
  const { demandDue, reportDue } = round.instants;
  const shared = {
    to: toPerson(course.teacher),
    facts: {
      ...roundFacts(round),
      course: course.course,
      title: course.title,
      teacher: course.teacher.name,
      recipient: course.teacher.name,
      due: demandDue.toISOString(),
      lateUntil: reportDue.toISOString(),
      link,
    },
    thread: threadOf(course.positionId),
    roundId: round.id,
    positionId: course.positionId,
  };
  return reminder
    ? {
        ...shared,
        kind: 'demand-reminder',
        key: `demand-reminder:${course.positionId}:${reminder.toISOString()}`,
        uselessAt: demandDue,
      }
    : { ...shared, kind: 'demand-request', key: `demand-request:${course.positionId}`, uselessAt: reportDue };
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

/** A request whose answer is in asks for nothing. */
const answered: NonNullable<GoneChecks[keyof GoneChecks]> = async (manager, mail) => {
  const rows = await manager.query<unknown[]>(
    `select 1 from demand where position_id = $1 and answered_at is not null`,
    [mail.positionId],
  );
  return rows.length > 0 ? 'the teacher has answered' : null;
};

export const demandGone: GoneChecks = { 'demand-request': answered, 'demand-reminder': answered };
