import type { Locale } from '../../people/person.entity.js';
import type { Scenario } from './scenario.schema.js';

/** A person as a file has it. */
export interface FilePerson {
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly phone: string | null;
  readonly laos: boolean;
  /** Where the file first has the person as staff; null for one who is only an applicant. */
  readonly staff: PropertyKey[] | null;
  /** The campus whose locale a member of the staff was given. */
  readonly campus: string | null;
  readonly isContact: boolean;
}

/** The people of a file, one for each address, by address. */
export function peopleOf({ faculty, campuses, rounds, applicants }: Scenario): Map<string, FilePerson> {
  const people = new Map<string, FilePerson>();
  const add = (person: FilePerson) => {
    const known = people.get(person.email);
    people.set(person.email, known ? { ...known, phone: known.phone ?? person.phone } : person);
  };
  const other = { phone: null, laos: false, isContact: false };
  for (const [c, { id, locale, contact }] of campuses.entries()) {
    const { email, name, phone = null } = contact;
    const staff = ['campuses', c, 'contact'];
    add({ email, name, locale, phone, laos: false, staff, campus: id, isContact: true });
  }
  add({ ...other, ...faculty, locale: 'nb', staff: ['faculty'], campus: null });
  const locales = new Map(campuses.map(({ id, locale }) => [id, locale]));
  for (const [r, { campus, positions }] of rounds.entries()) {
    const locale = locales.get(campus) ?? 'nb';
    for (const [p, { teacher }] of positions.entries())
      add({ ...other, ...teacher, locale, staff: ['rounds', r, 'positions', p, 'teacher'], campus });
  }
  for (const { email, name, locale, laos } of applicants) {
    const known = people.get(email);
    if (known) people.set(email, { ...known, locale, laos });
    else add({ ...other, email, name, locale, laos, staff: null, campus: null });
  }
  return people;
}
