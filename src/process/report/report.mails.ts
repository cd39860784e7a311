import type { NewMail } from '../../outbox/enqueue.js';
import { type GoneChecks, oneByOne } from '../../outbox/gone.js';
import type { DemandLine } from '../../outbox/kinds.js';
import { type ContextPerson, type RoundContext, roundFacts, toPerson } from '../../rounds/round-context.js';

const threadOf = (round: RoundContext) => `report:${round.id}`;

/** The request to the contact, or a reminder of it that was due at `reminder`. */
export function reportMail(
  round: RoundContext,
  { answered, silent, link }: { answered: number; silent: number; link: string },
  reminder?: Date,
): NewMail {
  const { demandDue, reportDue } = round.instants;
  return {
    kind: reminder ? 'report-reminder' : 'report-request',
    to: toPerson(round.contact),
    facts: {
      ...roundFacts(round),
      recipient: round.contact.name,
      due: reportDue.toISOString(),
      answered,
      silent,
      link,
    },
    // One for each live link, and for each demandDue: when that is set ahead again, the contact can report later.
    key: reminder
      ? `report-reminder:${round.id}:${link}:${reminder.toISOString()}`
      : `report-request:${round.id}:${link}:${demandDue.toISOString()}`,
    thread: threadOf(round),
    roundId: round.id,
    uselessAt: reportDue,
  };
}

/** The round's demand, to the faculty and to the contact. */
export function demandReportMails(
  round: RoundContext,
  reportedBy: 'contact' | 'automatic' | 'late',
  positions: readonly DemandLine[],
): NewMail[] {
  const mail = (person: ContextPerson, role: string): NewMail => ({
    kind: 'demand-report',
    to: toPerson(person),
    facts: {
      ...roundFacts(round),
      recipient: person.name,
      reportedBy,
      positions,
      announceAt: round.instants.announceAt.toISOString(),
    },
    key: `demand-report:${round.id}:${reportedBy}:${role}`,
    thread: threadOf(round),
    roundId: round.id,
  });
  return [mail(round.faculty, 'faculty'), mail(round.contact, 'contact')];
}

/** A request for what is reported asks for nothing. */
const reported = oneByOne(async (manager, mail) => {
  const rows = await manager.query<unknown[]>(`select 1 from report where round_id = $1 and reported_at is not null`, [
    mail.roundId,
  ]);
  return rows.length > 0 ? 'the demand is reported' : null;
});

export const reportGone: GoneChecks = { 'report-request': reported, 'report-reminder': reported };
