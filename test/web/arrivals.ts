// How to come to the pages: each writes the rows of a state and gives the path, with its signature.
import { type Applicant, announce, answer, offer, rate, student } from './rows.js';
import type { Round, World } from './world.js';

/** Writes the rows of a state. */
type Prepare = (world: World, round: Round) => Promise<void>;

/** To a teacher's demand link. */
export const demand = (prepare?: Prepare) => async (world: World) => {
  const round = await world.round();
  await prepare?.(world, round);
  return world.link(round.teacher, 'demand', round.positions[0]);
};

/** To the contact's report link. */
export const reporting = (prepare?: Prepare) => async (world: World) => {
  const round = await world.round();
  await answer(world, round);
  await prepare?.(world, round);
  return world.link(round.contact, 'report', round.id);
};

/** To a student's form, sent or not. */
export const applying = (sent: boolean) => async (world: World) => {
  const round = await world.round();
  await announce(world, round);
  const person = await student(world, round, 'Liv Li', sent);
  return world.link(person, 'apply', round.id);
};

/** To a teacher's rating link: three applicants, the last of them unsuited once it is rated. */
export const rating =
  ({ rated = false, offered = [] as string[], settled = false, delegated = false } = {}) =>
  async (world: World) => {
    const round = await world.round();
    await announce(world, round);
    const students: Applicant[] = [];
    for (const name of ['Liv Li', 'Ola Øy', 'Åse Ås']) students.push(await student(world, round, name));
    const { database } = world.app;
    if (rated) await rate(world, round, students);
    for (const [index, state] of offered.entries())
      await offer(world, round, students[index] as Applicant, state, index + 1);
    if (settled)
      await database.query(`update position set settled_at = '2026-11-09 09:00Z' where id = $1`, [round.positions[0]]);
    if (delegated)
      await database.query(
        `insert into delegation (position_id, person_id, delegated_by_id, delegated_at) values ($1, $2, $3, '2026-10-28')`,
        [round.positions[0], (await world.person('Nora Ny')).id, round.teacher.id],
      );
    return world.link(round.teacher, 'rating', round.positions[0]);
  };

/** To a student's offer in this state. */
export const offered =
  (state = 'open', name = 'Ola Øy') =>
  async (world: World) => {
    const round = await world.round();
    await announce(world, round);
    const person = await student(world, round, name);
    return world.link(person, 'offer', await offer(world, round, person, state));
  };

/** To the final list of a position with offers in these states. */
export const listed =
  (states: readonly string[], settled = true) =>
  async (world: World) => {
    const round = await world.round();
    await announce(world, round);
    for (const [index, state] of states.entries())
      await offer(world, round, await student(world, round, index ? 'Ola Øy' : 'Liv Li'), state, index + 1);
    if (settled)
      await world.app.database.query(`update position set settled_at = '2026-11-09 09:00Z' where id = $1`, [
        round.positions[0],
      ]);
    return world.link(round.teacher, 'final-list', round.positions[0]);
  };

/** To an employed student's page about the training. */
export const laos = (done: boolean) => async (world: World) => {
  const round = await world.round();
  await announce(world, round);
  const person = await student(world, round, done ? 'Liv Li' : 'Ola Øy');
  await offer(world, round, person, 'accepted');
  return world.link(person, 'laos', person.id);
};

/** To the public page, with one round alone on it, whatever other states have announced. */
export const home = (path: string) => async (world: World) => {
  await world.app.database.query(`update position set announced_at = null`);
  await announce(world, await world.round());
  return path;
};
