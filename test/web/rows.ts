import type { Person, Round, World } from './world.js';

/** The teacher's answer for the first course of a round: two learning assistants. */
export async function answer({ app }: World, round: Round, need = true): Promise<void> {
  const wanted = need ? ['learning-assistant', 2, 100] : [null, null, null];
  await app.database.query(
    `update demand set answered_at = '2026-09-22 09:00Z', answered_by_id = $2, no_need = $3, kind = $4, openings = $5,
       hours = $6, comment = 'Gjerne noen som har hatt emnet.' where position_id = $1`,
    [round.positions[0], round.teacher.id, !need, ...wanted],
  );
}

/** The first course is reported: by the contact, or automatically. */
export async function report(world: World, round: Round, by: Person | null, closed = false): Promise<void> {
  await world.app.database.query(
    `update report set requested_at = '2026-10-05 21:59Z', reported_at = '2026-10-06 10:00Z', reported_by_id = $2,
       closed_at = case when $3::boolean then timestamptz '2026-10-09 13:00Z' end where round_id = $1`,
    [round.id, by?.id ?? null, closed],
  );
  await world.app.database.query(
    `update position set kind = 'learning-assistant', openings = 2, hours = 100 where id = $1`,
    [round.positions[0]],
  );
}

/** Both courses are announced: two openings for learning assistants, one for a teaching assistant. */
export async function announce(world: World, round: Round): Promise<void> {
  await answer(world, round);
  await report(world, round, round.contact, true);
  await world.app.database.query(
    `update position set announced_at = '2026-10-12 07:00Z', kind = coalesce(kind, 'teaching-assistant'),
       openings = coalesce(openings, 1), hours = coalesce(hours, 80) where round_id = $1`,
    [round.id],
  );
  await world.app.database.query(
    `insert into subject (stage, id, advanced_to)
     select 'offer', id, timestamptz '2026-10-12 07:00Z' from position where round_id = $1
     union all select 'employment', id, timestamptz '2026-10-12 07:00Z' from position where round_id = $1`,
    [round.id],
  );
}

/** A student who has started a form, or sent it with a wish for the first course. */
export async function student(world: World, round: Round, name: string, sent = true): Promise<Applicant> {
  const person = await world.person(name, { laos: name.startsWith('L'), phone: '+47 900 00 000' });
  await world.app.database.query(
    `insert into application_form (round_id, person_id, started_at, sent_at, text)
     values ($1, $2, '2026-10-13 08:00Z', $3, $4)`,
    [round.id, person.id, sent ? '2026-10-13 09:00Z' : null, sent ? `Jeg heter ${name} og fikk A i emnet.` : ''],
  );
  if (!sent) return { ...person, applicationId: '' };
  const [row] = await world.app.database.query<{ id: string }[]>(
    `insert into application (position_id, person_id, priority, applied_at)
     values ($1, $2, 1, '2026-10-13 09:00Z') returning id`,
    [round.positions[0], person.id],
  );
  return { ...person, applicationId: (row as { id: string }).id };
}

export interface Applicant extends Person {
  readonly applicationId: string;
}

/** The student lets go of the application. */
export async function letGo({ app }: World, { applicationId }: Applicant): Promise<void> {
  await app.database.query(`update application set withdrawn_at = '2026-10-13 09:30Z' where id = $1`, [applicationId]);
}

/** The first course is rated: the students in this order; the last is unsuited. */
export async function rate({ app }: World, round: Round, students: readonly Applicant[]): Promise<void> {
  await app.database.query(`update position set rated_at = '2026-10-28 09:00Z' where id = $1`, [round.positions[0]]);
  for (const [index, { applicationId }] of students.entries())
    await app.database.query(`insert into rating (application_id, position_id, rank) values ($1, $2, $3)`, [
      applicationId,
      round.positions[0],
      index === students.length - 1 ? null : index + 1,
    ]);
}

/** An offer in the first course that went out on 6 November, open until the start of 21 November unless it is closed. */
export async function offer({ app }: World, round: Round, to: Person, state = 'open', rank = 1): Promise<string> {
  const [row] = await app.database.query<{ id: string }[]>(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at, state, closed_at)
     values ($1, $2, $3, '2026-11-06 08:00Z', '2026-11-20 23:00Z', $4,
       case when $4 = 'open' then null else timestamptz '2026-11-07 09:00Z' end) returning id`,
    [round.positions[0], to.id, rank, state],
  );
  return (row as { id: string }).id;
}

/** An announced round with applicants for its first course. */
export async function announced(world: World, ...names: string[]): Promise<{ round: Round; students: Applicant[] }> {
  const round = await world.round();
  await announce(world, round);
  const students: Applicant[] = [];
  for (const name of names) students.push(await student(world, round, name));
  return { round, students };
}
