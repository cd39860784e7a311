// How to come to the pages of an offer whose student has more than that.
import { type Applicant, announce, offer, student } from './rows.js';
import type { Person, Round, World } from './world.js';

/** The student applies for the first course of one more round, and is offered it in this state unless there is no offer. */
export async function alsoApplied(world: World, person: Person, state?: string): Promise<Round> {
  const round = await world.round();
  await announce(world, round);
  await world.app.database.query(
    `insert into application (position_id, person_id, priority, applied_at) values ($1, $2, 2, '2026-10-13 09:00Z')`,
    [round.positions[0], person.id],
  );
  if (state) await offer(world, round, person, state);
  return round;
}

/**
 * To the offer, in this state, of a student who has accepted two other positions of 100 hours, has one more open offer and
 * one more application; once it is accepted the application has been let go of with it.
 */
export const crowded =
  (state: 'open' | 'accepted' = 'open') =>
  async (world: World) => {
    const round = await world.round();
    await announce(world, round);
    const person = await student(world, round, 'Ola Øy');
    for (const other of ['accepted', 'accepted', 'open']) await alsoApplied(world, person, other);
    const { positions } = await alsoApplied(world, person);
    const offerId = await offer(world, round, person, state);
    if (state === 'accepted') {
      await world.app.database.query(
        `update application set withdrawn_at = '2026-11-07 09:00Z' where person_id = $1 and position_id = $2`,
        [person.id, positions[0]],
      );
      await noteClosing(world, round, person, { offerId, state, by: person, letGo: [positions[0]] });
    }
    return world.link(person, 'offer', offerId);
  };

interface Closing {
  readonly offerId: string;
  readonly state: string;
  readonly by: Person;
  readonly letGo?: readonly string[];
}

/** Writes the event of how a student's offer was closed. */
async function noteClosing(world: World, round: Round, of: Person, { offerId, state, by, letGo = [] }: Closing) {
  await world.app.database.query(
    `insert into event (at, kind, actor_id, round_id, position_id, person_id, data)
     values ('2026-11-07 09:00Z', $1, $2, $3, $4, $5, $6)`,
    [`offer-${state}`, by.id, round.id, round.positions[0], of.id, { offerId, letGo }],
  );
}

/** To an offer that was taken back: by the student, or by the contact. */
export const takenBack = (by: 'student' | 'contact') => async (world: World) => {
  const round = await world.round();
  await announce(world, round);
  const person = await student(world, round, 'Ola Øy');
  const offerId = await offer(world, round, person, 'withdrawn');
  const closing = { offerId, state: 'withdrawn', by: by === 'student' ? person : round.contact };
  await noteClosing(world, round, person, closing);
  return world.link(person, 'offer', offerId);
};

/** To an offer that was declined by letting go of the application. */
export const letGoOfAll = async (world: World): Promise<string> => {
  const round = await world.round();
  await announce(world, round);
  const person: Applicant = await student(world, round, 'Ola Øy');
  const offerId = await offer(world, round, person, 'declined');
  await world.app.database.query(`update application set withdrawn_at = '2026-11-07 09:00Z' where id = $1`, [
    person.applicationId,
  ]);
  return world.link(person, 'offer', offerId);
};

/** To an offer in this state of a round that is paused. */
export const resting =
  (state = 'open') =>
  async (world: World) => {
    const round = await world.round();
    await announce(world, round);
    const person = await student(world, round, 'Ola Øy');
    await world.app.database.query(`update round set paused_at = '2026-11-09 09:00Z' where id = $1`, [round.id]);
    await world.app.database.query(`update subject set paused = true where id = any($1)`, [
      [round.id, ...round.positions],
    ]);
    return world.link(person, 'offer', await offer(world, round, person, state));
  };
