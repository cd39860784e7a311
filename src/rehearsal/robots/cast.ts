import { instantsOf } from '../../rounds/calendar.js';
import type { Scenario } from '../../rounds/import/scenario.schema.js';
import { halfway } from '../durations.js';
import type { ReceivedMail } from '../mailbox.js';
import { contactReader } from './contact.js';
import { type MeddledRound, type Meddling, meddlerReader } from './meddler.js';
import type { Reader, World } from './robot.js';
import { studentReader, type Wish } from './student.js';
import { type Duty, teacherReader } from './teacher.js';

/** Everybody in a scenario, by mail address; someone with several roles reads a mail in each of them. */
export interface Cast {
  /** Gives a mail to whoever it is for; what somebody cannot make sense of is thrown. A mail sent twice is read once. */
  read(mail: ReceivedMail): void;
}

/**
 * Puts the people of a scenario on the stage. Students note at once when they will apply. Contacts step in when `meddling` is given.
 * @param applied the addresses of those who have applied already
 */
export function castOf(
  scenario: Scenario,
  world: World,
  meddling: Meddling | null,
  applied: ReadonlySet<string> = new Set(),
): Cast {
  const readers = new Map<string, Reader[]>();
  const add = (address: string, reader: Reader) => readers.set(address, [...(readers.get(address) ?? []), reader]);

  for (const address of new Set(scenario.campuses.map(({ contact }) => contact.email)))
    add(address, contactReader(address, world));
  if (meddling)
    for (const [address, rounds] of byContact(scenario)) add(address, meddlerReader(address, rounds, meddling, world));
  const duties = dutiesOf(scenario);
  for (const [address, own] of byTeacher(duties))
    add(address, teacherReader(address, own, scenario.behaviour.teachers[address] ?? {}, world));
  for (const applicant of scenario.applicants) {
    const wishes = wishesOf(applicant.applications, duties, applied.has(applicant.email));
    add(applicant.email, studentReader(applicant, wishes, scenario.behaviour.students[applicant.email] ?? {}, world));
  }

  const seen = new Set<string>();
  return {
    read(mail) {
      const key = `${mail.to} ${mail.messageId}`;
      if (seen.has(key)) return;
      seen.add(key);
      for (const reader of readers.get(mail.to.toLowerCase()) ?? []) reader(mail);
    },
  };
}

interface RoundDuty extends Duty {
  readonly round: string;
}

function dutiesOf({ rounds, campuses, timeZone }: Scenario): Map<string, RoundDuty> {
  const duties = rounds.flatMap(({ id: round, campus: campusId, semester, calendar, positions }) => {
    const campus = campuses.find(({ id }) => id === campusId)?.name ?? campusId;
    const instants = instantsOf(calendar, timeZone);
    return positions.map((position) => ({ position, campus, semester, instants, round }));
  });
  return new Map(duties.map((duty) => [duty.position.id, duty]));
}

function byContact({ rounds, campuses, timeZone }: Scenario): Map<string, MeddledRound[]> {
  const found = new Map<string, MeddledRound[]>();
  for (const { id, campus, calendar } of rounds) {
    const address = campuses.find((one) => one.id === campus)?.contact.email ?? '';
    found.set(address, [...(found.get(address) ?? []), { id, instants: instantsOf(calendar, timeZone) }]);
  }
  return found;
}

function byTeacher(duties: ReadonlyMap<string, RoundDuty>): Map<string, Duty[]> {
  const found = new Map<string, Duty[]>();
  for (const duty of duties.values()) {
    const { email } = duty.position.teacher;
    found.set(email, [...(found.get(email) ?? []), duty]);
  }
  return found;
}

function wishesOf(
  applications: Scenario['applicants'][number]['applications'],
  duties: ReadonlyMap<string, RoundDuty>,
  hasApplied: boolean,
): Wish[] {
  return applications.flatMap(({ position, priority }) => {
    const duty = duties.get(position);
    if (!duty) return [];
    const { announceAt, applyDue } = duty.instants;
    return [{ ...duty, priority, appliesAt: hasApplied ? null : halfway(announceAt, applyDue) }];
  });
}
