import type { NewMail } from '../../outbox/enqueue.js';
import type { MailFacts } from '../../outbox/kinds.js';
import type { Locale } from '../../people/person.entity.js';
import { type RoundContext, roundFacts, toPerson } from '../../rounds/round-context.js';

interface Student {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
}

const threadOf = (round: RoundContext) => `apply:${round.id}`;

/** To whoever asked to apply: the link to the form. Asked again, it is sent again. */
export function applyLinkMail(round: RoundContext, student: Student, link: string, asked: string): NewMail {
  return {
    kind: 'apply-link',
    to: toPerson(student),
    facts: { ...roundFacts(round), applyDue: round.instants.applyDue.toISOString(), link },
    key: `apply-link:${round.id}:${student.id}:${asked}`,
    thread: threadOf(round),
    roundId: round.id,
    uselessAt: round.instants.applyDue,
  };
}

/** To a student whose applications are in, or were changed: each `change` that was made has a mail of its own. */
export function receiptMail(
  round: RoundContext,
  student: Student,
  receipt: Pick<MailFacts['application-receipt'], 'change' | 'course' | 'title' | 'link' | 'applications'>,
  change: string,
): NewMail {
  return {
    kind: 'application-receipt',
    to: toPerson(student),
    facts: {
      ...roundFacts(round),
      recipient: student.name,
      applyDue: round.instants.applyDue.toISOString(),
      offersAt: round.instants.offersAt.toISOString(),
      ...receipt,
    },
    key: `application-receipt:${round.id}:${student.id}:${change}`,
    thread: threadOf(round),
    roundId: round.id,
  };
}

/** To the contact: applicants per position. */
export function overviewMail(round: RoundContext, positions: MailFacts['overview']['positions']): NewMail {
  return {
    kind: 'overview',
    to: toPerson(round.contact),
    facts: {
      ...roundFacts(round),
      recipient: round.contact.name,
      rateDue: round.instants.rateDue.toISOString(),
      positions,
    },
    key: `overview:${round.id}:${round.instants.applyDue.toISOString()}`,
    thread: `overview:${round.id}`,
    roundId: round.id,
  };
}
