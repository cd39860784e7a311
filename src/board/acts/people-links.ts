import { z } from 'zod';
import type { Purpose } from '../../links/link.entity.js';
import { isUUID } from '../../links/uuid.js';
import type { App } from '../../platform/app.js';
import { resendMatter } from '../../process/resend-matter.js';
import { revokeLink } from '../../process/revoke-link.js';
import type { Tx } from '../../timetable/turn.js';
import { act, type Matter } from './act.js';

interface Linked {
  readonly personId: string;
  readonly purpose: Purpose;
  readonly subject: string;
  readonly name: string;
  readonly course: string | null;
  readonly roundId: string | null;
  readonly positionId: string | null;
  readonly revoked: boolean;
}

/** Gives somebody a new link to what one of their links is for, and mails it. */
export const resendingLink = act({
  name: 'resend-link',
  schema: z.object({}),
  async find(app, id) {
    const link = await readLink(app.database, id);
    const matter = matterOf(link);
    // What happens to it is told of the position that it is about.
    return matter && { ...matter, positionId: link?.positionId ?? null };
  },
  run: async (tx, id, _input, by) => resendMatter(tx, { ...(await linkedIn(tx, id)), ...by }),
});

/** Takes a link back: it opens nothing any more. */
export const revokingLink = act({
  name: 'revoke-link',
  schema: z.object({}),
  undo: 'resend-link',
  async find(app, id) {
    const link = await readLink(app.database, id);
    const matter = matterOf(link);
    return matter && { ...matter, refused: link?.revoked ? 'gone' : null };
  },
  run: async (tx, id, _input, by) => revokeLink(tx, { ...(await linkedIn(tx, id)), ...by }),
});

function matterOf(link: Linked | null): Matter | null {
  if (!link?.roundId) return null;
  const { personId, purpose, name, course, roundId } = link;
  return {
    roundId,
    positionId: null,
    // A hyphen cannot stand in a choice of an ICU message.
    values: { name, purpose: purpose.replace('-', ''), course: course ?? 'none' },
    fields: [],
    page: `/board/people/${personId}`,
  };
}

async function linkedIn(tx: Tx, id: string): Promise<Linked> {
  const link = await readLink(tx.manager, id);
  if (!link) throw new Error(`There is no link ${id}.`);
  return link;
}

/** Reads a link with its person and the round that it belongs to; null when there is none, or it is a sign-in. */
async function readLink(database: Pick<App['database'] | Tx['manager'], 'query'>, id: string): Promise<Linked | null> {
  if (!isUUID(id)) return null;
  const [link] = await database.query<Linked[]>(
    `select l.person_id as "personId", l.purpose, l.subject, coalesce(nullif(s.name, ''), s.email) as name, p.course, p.id as "positionId",
       l.revoked_at is not null as revoked,
       case when l.purpose in ('report', 'apply') then l.subject else p.round_id end as "roundId"
     from link l
     join person s on s.id = l.person_id
     left join lateral (
       select q.id, q.course, q.round_id from position q
       where l.purpose in ('demand', 'rating', 'final-list') and q.id = l.subject
       union all
       select q.id, q.course, q.round_id from offer o join position q on q.id = o.position_id
       where o.person_id = l.person_id
         and (l.purpose = 'offer' and o.id::text = l.subject or l.purpose = 'laos' and o.state = 'accepted')
       limit 1
     ) p on true
     where l.id = $1 and l.purpose <> 'sign-in'`,
    [id],
  );
  return link ?? null;
}
