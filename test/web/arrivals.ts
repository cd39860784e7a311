// How to come to the pages: each writes the rows of a state and gives the path, with its signature.
import { type Applicant, announce, answer, letGo, offer, rate, student } from './rows.js';
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

/** What has come of a student's first application. */
interface Come {
  /** Another student is before this one. */
  readonly behind?: boolean;
  readonly rated?: boolean;
  /** The student's own offer. */
  readonly offer?: string;
  readonly withdrawn?: boolean;
  readonly settled?: boolean;
}

/** To the page of a student who applied, when so much has come of it. */
export const standing =
  ({ behind = false, rated = false, offer: state, withdrawn = false, settled = false }: Come = {}) =>
  async (world: World) => {
    const round = await world.round();
    await announce(world, round);
    const person = await student(world, round, 'Ola Øy');
    const others: Applicant[] = [];
    for (const name of ['Liv Li', 'Åse Ås', 'Siv Sø']) others.push(await student(world, round, name));
    const [liv, ase, siv] = others as [Applicant, Applicant, Applicant];
    if (rated) await rate(world, round, behind ? [liv, ase, person, siv] : [person, liv, ase, siv]);
    if (behind) await offer(world, round, liv, 'open');
    if (state) await offer(world, round, person, state, behind ? 3 : 1);
    if (withdrawn) await letGo(world, person);
    if (settled)
      await world.app.database.query(`update position set settled_at = '2026-11-09 09:00Z' where id = $1`, [
        round.positions[0],
      ]);
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

/** To the final list of a position with offers in these states; the first student stood on the last of `lists`. */
export const listed =
  (states: readonly string[], settled = true, lists = 0) =>
  async (world: World) => {
    const round = await world.round();
    await announce(world, round);
    const students: Applicant[] = [];
    for (const [index, state] of states.entries()) {
      students.push(await student(world, round, index ? 'Ola Øy' : 'Liv Li'));
      await offer(world, round, students[index] as Applicant, state, index + 1);
    }
    const [first, second] = students.map(({ id }) => id);
    const on = lists > 1 ? second : first;
    if (lists > 0)
      await world.app.database.query(
        `update position set final_lists = $2, final_list_ids = array[$3]::uuid[] where id = $1`,
        [round.positions[0], lists, on],
      );
    if (lists > 1)
      await world.app.database.query(
        `insert into event (at, kind, position_id, data) values ('2026-11-09 09:00Z', 'final-list-sent', $1, $2)`,
        [round.positions[0], { added: [second], removed: [first] }],
      );
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

/** To a link that was taken back, replaced by a newer one, or used to sign in. */
export const ended =
  ({ newer = false, signIn = false } = {}) =>
  async (world: World) => {
    const round = await world.round();
    const issue = () =>
      signIn
        ? world.link(round.contact, 'sign-in', 'a browser')
        : world.link(round.teacher, 'demand', round.positions[0]);
    const path = await issue();
    await world.app.database.query(`update link set revoked_at = '2026-09-22' where id = $1`, [
      path.slice('/l/'.length).split('.')[0],
    ]);
    if (newer) await issue();
    return path;
  };
