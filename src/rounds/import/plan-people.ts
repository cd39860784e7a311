import { type Ground, isRunning, type Plan, sort } from './changes.js';
import { fault } from './faults.js';
import type { FilePerson } from './people.js';
import type { StoredPerson } from './stored.js';

/** A known student stays as she is; a name of the staff changes while none of the person's rounds is under way. */
export function planPeople(plan: Plan, ground: Ground): void {
  for (const person of ground.people.values()) {
    const known = ground.stored.people.get(person.email);
    const wanted = known ? merged(person, known, ground) : person;
    if (known && wanted.name !== known.name) checkRename(plan, ground, person, known);
    sort(plan.people, wanted, known, known !== undefined && isSame(wanted, known));
  }
}

/** A known person with what the file may change. */
function merged(person: FilePerson, known: StoredPerson, { stored }: Ground): FilePerson {
  if (!person.staff) return { ...person, ...known };
  const before = person.campus === null ? undefined : stored.campuses.get(person.campus)?.locale;
  return {
    ...person,
    // A student who has not sent the first application has no name yet.
    name: known.student && known.name ? known.name : person.name,
    phone: person.isContact ? person.phone : known.phone,
    // Only a person who still has the campus's former locale follows it to the new one.
    locale: !known.student && before === known.locale ? person.locale : known.locale,
  };
}

const isSame = (wanted: FilePerson, known: StoredPerson) =>
  wanted.name === known.name && wanted.phone === known.phone && wanted.locale === known.locale;

function checkRename(plan: Plan, ground: Ground, { staff, name }: FilePerson, known: StoredPerson): void {
  const running = known.rounds.find((round) => isRunning(ground, round));
  if (running === undefined) return;
  const until = ground.stored.rounds.get(running)?.calendar.closesAt;
  const message = `differs from ${JSON.stringify(known.name)} in round ${running}, which is under way. Write that name until the round closes, ${until}.`;
  plan.faults.push(fault([...(staff ?? []), 'name'], name, message));
}
