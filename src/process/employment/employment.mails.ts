import type { NewMail } from '../../outbox/enqueue.js';
import { type GoneChecks, oneByOne } from '../../outbox/gone.js';
import type { MailFacts, PositionFacts } from '../../outbox/kinds.js';
import type { Locale } from '../../people/person.entity.js';
import { type ContextPerson, type RoundContext, roundFacts, toPerson } from '../../rounds/round-context.js';

export interface Someone {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
}

export interface SettledPosition {
  readonly id: string;
  readonly teacher: Someone;
  readonly facts: Omit<PositionFacts, keyof ReturnType<typeof roundFacts>>;
}

const subjectOf = (round: RoundContext, position: SettledPosition) => ({ roundId: round.id, positionId: position.id });

const courseFacts = (round: RoundContext, { facts: { course, title, teacher } }: SettledPosition) => ({
  ...roundFacts(round),
  course,
  title,
  teacher,
});

/** The `number`th final list of a position, to its teacher. */
export function finalListMail(
  round: RoundContext,
  position: SettledPosition,
  list: Pick<MailFacts['final-list'], 'employed' | 'unfilled' | 'because' | 'changes' | 'link'>,
  number: number,
): NewMail {
  return {
    ...subjectOf(round, position),
    kind: 'final-list',
    to: toPerson(position.teacher),
    facts: { ...roundFacts(round), ...position.facts, recipient: position.teacher.name, ...list },
    key: `final-list:${position.id}:${number}:${list.link}`,
    thread: `final-list:${position.id}`,
  };
}

/** Whoever applied for a position and got no offer. */
export interface Unoffered extends Someone {
  /** The student's applications in the round that something may still come of. */
  readonly others: number;
}

/** To whoever applied and got no offer; the link opens the student's own page. */
export function applicationClosedMail(
  round: RoundContext,
  position: SettledPosition,
  student: Unoffered,
  link: string,
): NewMail {
  return {
    ...subjectOf(round, position),
    kind: 'application-closed',
    to: toPerson(student),
    facts: {
      ...courseFacts(round, position),
      recipient: student.name,
      kind: position.facts.kind,
      link,
      others: student.others,
    },
    key: `application-closed:${position.id}:${student.id}`,
    thread: `application:${position.id}:${student.id}`,
  };
}

/** The instructions, or the reminder that was due at `monday`: one a week however many positions one is employed in. */
export function laosMail(
  round: RoundContext,
  position: SettledPosition,
  student: Someone,
  link: string,
  monday?: Date,
): NewMail {
  return {
    ...subjectOf(round, position),
    kind: 'laos-reminder',
    to: toPerson(student),
    facts: { ...courseFacts(round, position), recipient: student.name, link, first: !monday },
    key: monday
      ? `laos-reminder:${student.id}:${monday.toISOString()}`
      : `laos-first:${round.id}:${student.id}:${link}`,
    thread: `laos:${student.id}`,
  };
}

/** To the contact and the faculty, when every position of the round is settled. */
export function summaryMails(round: RoundContext, positions: MailFacts['round-summary']['positions']): NewMail[] {
  const mail = (person: ContextPerson, role: string): NewMail => ({
    kind: 'round-summary',
    to: toPerson(person),
    facts: { ...roundFacts(round), recipient: person.name, positions },
    key: `round-summary:${round.id}:${role}`,
    thread: `round-summary:${round.id}`,
    roundId: round.id,
  });
  return [mail(round.contact, 'contact'), mail(round.faculty, 'faculty')];
}

/** A reminder of the training that is registered reminds of nothing. */
const registered = oneByOne(async (manager, mail) => {
  const rows = await manager.query<unknown[]>(`select 1 from person where id = $1 and laos`, [mail.personId]);
  return rows.length > 0 ? 'the training is registered' : null;
});

export const employmentGone: GoneChecks = { 'laos-reminder': registered };
