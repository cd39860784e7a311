import { z } from 'zod';
import { isUUID } from '../../links/uuid.js';
import type { App } from '../../platform/app.js';
import { MAILBOX } from '../../platform/home.js';
import { erasePerson, whatIsOpen } from '../../privacy/erase-person.js';
import { forgetMailFiles } from '../../privacy/mail-files.js';
import { forgetFailures } from '../../timetable/kept-jobs.js';
import { act } from '../acts/act.js';

interface Person {
  readonly name: string;
  /** The round through which it is done: their own where they have one. */
  readonly roundId: string | null;
  readonly applications: number;
  readonly offers: number;
  readonly mails: number;
  readonly events: number;
}

/** Erases somebody who asks for it, for the faculty. Its subject is the person. */
export const erasing = act({
  name: 'erase-person',
  schema: z.object({}),
  facultyOnly: true,
  final: true,
  async find(app, id) {
    const person = isUUID(id) ? await readPerson(app, id) : null;
    if (!person?.roundId) return null;
    const { roundId, ...values } = person;
    const tx = { manager: app.database.manager, timeZone: app.config.timeZone, alarms: [] };
    return {
      roundId,
      positionId: null,
      values: { ...values },
      fields: [],
      // Their own page is gone afterwards.
      page: '/board/people',
      refused: await whatIsOpen(tx, id),
    };
  },
  run: (tx, personId, _input, by) => erasePerson(tx, { personId, ...by }),
  async after(app, queues) {
    await forgetMailFiles(app.database.manager, MAILBOX);
    await forgetFailures(queues, 0);
  },
});

async function readPerson({ database }: App, id: string): Promise<Person | null> {
  const [person] = await database.query<Person[]>(
    `select coalesce(nullif(s.name, ''), s.email) as name,
       coalesce(
         (select p.round_id from position p where p.teacher_id = s.id
            or exists (select from application a where a.position_id = p.id and a.person_id = s.id) order by 1 desc limit 1),
         (select r.id from round r order by r.id desc limit 1)) as "roundId",
       (select count(*)::int from application where person_id = s.id) as applications,
       (select count(*)::int from offer where person_id = s.id) as offers,
       (select count(*)::int from mail where person_id = s.id) as mails,
       (select count(*)::int from event where s.id in (person_id, actor_id)) as events
     from person s where s.id = $1 and s.erased_at is null`,
    [id],
  );
  return person ?? null;
}
