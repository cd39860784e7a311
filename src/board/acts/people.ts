import { z } from 'zod';
import { isUUID } from '../../links/uuid.js';
import type { App } from '../../platform/app.js';
import { changeAddress } from '../../process/change-address.js';
import { replaceTeacher } from '../../process/replace-teacher.js';
import { address, line } from '../../web/form.js';
import { act } from './act.js';
import { positionPath } from './read-applicant.js';

interface Taught {
  readonly roundId: string;
  readonly course: string;
  readonly teacher: string;
  /** Whoever had the course before. */
  readonly before: { readonly name: string; readonly email: string } | null;
}

/** Gives a course another teacher. */
export const replacing = act({
  name: 'replace-teacher',
  schema: z.object({ name: line('faults.name'), email: address('faults.email') }),
  undo: 'replace-teacher',
  async find(app, id) {
    const [position] = await app.database.query<Taught[]>(
      `select p.round_id as "roundId", p.course, t.name as teacher,
         (select json_build_object('name', o.name, 'email', o.email) from event e
          join person o on o.id = (e.data->>'from')::uuid
          where e.position_id = p.id and e.kind = 'teacher-replaced' order by e.id desc limit 1) as before
       from position p join person t on t.id = p.teacher_id where p.id = $1`,
      [id],
    );
    if (!position) return null;
    const { roundId, course, teacher, before } = position;
    return {
      roundId,
      positionId: id,
      values: { course, teacher },
      fields: [
        { name: 'name', type: 'text', value: '', ...(before && { before: before.name }) },
        { name: 'email', type: 'email', value: '', ...(before && { before: before.email }) },
      ],
      page: positionPath(id),
    };
  },
  run: (tx, positionId, teacher, by) => replaceTeacher(tx, { ...by, positionId, ...teacher }),
});

interface Person {
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  /** The rounds that they have to do with, the newest semester first. */
  readonly rounds: readonly string[];
  /** How many open offers were refused at their address. */
  readonly unreached: number;
}

/** The phone number as the database keeps it: null for none. */
const phone = z
  .string()
  .default('')
  .transform((given) => given.replaceAll('\0', '').replace(/\s+/g, ' ').trim())
  .pipe(z.string().max(40, 'faults.phone'))
  .transform((given) => given || null);

/** Gives somebody another mail address, and sends there what is open for them. */
export const changingAddress = act({
  name: 'change-address',
  schema: z.object({ email: address('faults.email'), name: line('faults.name'), phone }),
  undo: 'change-address',
  async find(app, id) {
    const person = isUUID(id) ? await readPerson(app, id) : null;
    const [roundId, ...alsoOf] = person?.rounds ?? [];
    if (!person || !roundId) return null;
    return {
      roundId,
      alsoOf,
      positionId: null,
      values: { name: person.name || person.email, email: person.email, unreached: person.unreached },
      fields: [
        { name: 'email', type: 'email', value: person.email },
        { name: 'name', type: 'text', value: person.name },
        { name: 'phone', type: 'text', value: person.phone ?? '' },
      ],
      page: `/board/people/${id}`,
    };
  },
  run: (tx, personId, change, by) => changeAddress(tx, { ...by, personId, ...change }),
});

async function readPerson({ database }: App, id: string): Promise<Person | null> {
  const [person] = await database.query<Person[]>(
    `select s.name, s.email, s.phone,
       array(select r.id from round r where
         exists (select from position p where p.round_id = r.id and (p.teacher_id = s.id
           or exists (select from application a where a.position_id = p.id and a.person_id = s.id)
           or exists (select from delegation d where d.position_id = p.id and d.person_id = s.id)))
         or exists (select from application_form f where f.round_id = r.id and f.person_id = s.id)
         or exists (select from campus k where k.id = r.campus_id and k.contact_id = s.id)
         order by translate(r.semester, 'VH', '12') desc, r.id) as rounds,
       (select count(*)::int from offer o where o.person_id = s.id and o.state = 'open'
         and (select m.state from mail m where m.offer_id = o.id and m.kind = 'offer'
              order by m.created_at desc, m.id limit 1) in ('rejected', 'bounced')) as unreached
     from person s where s.id = $1 and s.erased_at is null`,
    [id],
  );
  return person ?? null;
}
