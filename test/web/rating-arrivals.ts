// How to come to the states of a rating that a draft, or somebody who let go, makes.
import { rating } from './arrivals.js';
import type { World } from './world.js';

type Draft = 'whole' | 'unfinished';

/** What is behind a teacher's rating link: the position, its applicants, and the link itself. */
async function behind({ app }: World, path: string) {
  const [found] = await app.database.query<{ position: string; person: string; contact: string; ids: string[] }[]>(
    `select l.subject as position, l.person_id as person, c.contact_id as contact,
       array(select a.id from application a join person s on s.id = a.person_id
             where a.position_id = l.subject order by s.name) as ids
     from link l join position p on p.id = l.subject join round r on r.id = p.round_id
     join campus c on c.id = r.campus_id where l.id = $1`,
    [path.slice('/l/'.length).split('.')[0]],
  );
  if (!found) throw new Error('There is no such link.');
  return found;
}

/**
 * To a teacher's rating link with a draft of hers: the second applicant first, the first second, the third unsuited, or
 * without a place when it is unfinished. Once it is rated, by the contact, the draft is one on top of that rating, or is
 * older.
 */
export const drafted =
  (draft: Draft, { rated = false, older = false } = {}) =>
  async (world: World) => {
    const path = await rating({ rated })(world);
    const { position, person, contact, ids } = await behind(world, path);
    const [liv = '', ola = '', ase = ''] = ids;
    const places = { [ola]: { rank: '1', unsuited: false }, [liv]: { rank: '2', unsuited: false } };
    if (rated)
      await world.app.database.query(`update position set ratings = 1, rated_by_id = $2 where id = $1`, [
        position,
        contact,
      ]);
    await world.app.database.query(
      `insert into rating_draft (position_id, person_id, saved_at, based_on, places)
       values ($1, $2, '2026-10-28 09:00Z', $3, $4)`,
      [
        position,
        person,
        rated && !older ? 1 : 0,
        draft === 'whole' ? { ...places, [ase]: { rank: '', unsuited: true } } : places,
      ],
    );
    return path;
  };

/** To a teacher's rating link, where one applicant has let go and another was an assistant in the course before. */
export const varied = async (world: World) => {
  const path = await rating({ rated: true })(world);
  const { position, ids } = await behind(world, path);
  const { app } = world;
  await app.database.query(`update position set ratings = 1 where id = $1`, [position]);
  await app.database.query(`update application set withdrawn_at = '2026-10-20 09:00Z' where id = $1`, [ids[1]]);
  const earlier = await world.round();
  await app.database.query(`update round set semester = '2026V' where id = $1`, [earlier.id]);
  await app.database.query(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at, state, closed_at)
     select $2, person_id, 1, '2025-11-06 08:00Z', '2025-11-20 23:00Z', 'accepted', '2025-11-07 09:00Z'
     from application where id = $1`,
    [ids[0], earlier.positions[0]],
  );
  return path;
};
