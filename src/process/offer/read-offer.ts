import type { Visit } from '../../links/visit.js';
import { type PositionRow, positionJson, positionOf, type ReadPosition } from '../../rounds/read-position.js';
import type { RoundContext } from '../../rounds/round-context.js';
import { readLetGo } from './let-go.js';
import type { OfferState } from './offer.entity.js';
import type { LetGo } from './personal-act.js';
import { acceptedHoursJson } from './read-accepted.js';
import { daysLeft } from './time-left.rule.js';
import { type Workload, workloadOf } from './workload.rule.js';

/** An offer as its student sees it. */
export interface SeenOffer {
  /** As of now: an offer whose time is up has expired, whether or not that is noted yet. */
  readonly state: OfferState;
  readonly expiresAt: Date;
  /** The days to the last one for an answer; null when there is nothing to answer. */
  readonly daysLeft: number | null;
  readonly closedAt: Date | null;
  /** Whoever closed it, as far as that is known. */
  readonly closedBy: 'student' | 'contact';
  /** The student let go of the application as such. */
  readonly withApplication: boolean;
  readonly mayWithdraw: boolean;
  readonly laos: 'done' | 'missing' | 'not-needed';
  /** Of the semester: what is accepted, and this position if it still can be. */
  readonly workload: Workload;
  /** What the student let go of when accepting. */
  readonly letGone: readonly Pick<ReadPosition, 'course' | 'title'>[];
  readonly position: ReadPosition;
  readonly round: RoundContext;
}

interface Row {
  seen: PositionRow;
  acceptedHours: number[];
  state: OfferState;
  expiresAt: Date;
  closedAt: Date | null;
  closedBy: string | null;
  withApplication: boolean;
  letGone: SeenOffer['letGone'];
}

const BESIDE = { person: 'mine.person_id', semester: 'home.semester', except: 'mine.position_id' };

/** Reads the offer of a link. @throws Error when the holder of the link has no such offer */
export async function readOffer({ app, link, person, now }: Visit): Promise<SeenOffer> {
  const [offer] = await app.database.query<Row[]>(
    `select mine.state, mine.expires_at as "expiresAt", mine.closed_at as "closedAt", e.actor_id as "closedBy",
       ${positionJson('mine.position_id')} as seen, ${acceptedHoursJson(BESIDE)} as "acceptedHours",
       exists (select 1 from application a where a.position_id = mine.position_id and a.person_id = mine.person_id
         and a.withdrawn_at is not null and a.withdrawn_at = mine.closed_at) as "withApplication",
       (select coalesce(json_agg(json_build_object('course', p.course, 'title', p.title) order by p.course, p.id), '[]')
        from jsonb_array_elements_text(coalesce(e.data->'letGo', '[]')) as gone(id) join position p on p.id = gone.id
       ) as "letGone"
     from offer mine
     join position place on place.id = mine.position_id join round home on home.id = place.round_id
     left join lateral (
       select actor_id, data from event
       where position_id = mine.position_id and kind = 'offer-' || mine.state and data->>'offerId' = mine.id::text
       order by id desc limit 1
     ) e on true
     where mine.id = $1 and mine.person_id = $2`,
    [link.subject, person.id],
  );
  if (!offer) throw new Error(`There is no offer ${link.subject} for the holder of the link.`);
  const { seen, acceptedHours, closedBy, ...row } = offer;
  const { position, round } = positionOf(seen, app.config.timeZone);
  // In a paused round no time runs out.
  const state = row.state === 'open' && row.expiresAt <= now && !round.pausedAt ? 'expired' : row.state;
  const open = state === 'open';
  const counts = open || state === 'accepted';
  return {
    ...row,
    state,
    daysLeft: open && !round.pausedAt ? daysLeft(now, row.expiresAt, app.config.timeZone) : null,
    closedBy: closedBy === person.id ? 'student' : 'contact',
    mayWithdraw: state === 'accepted' && now < round.instants.closesAt && !round.pausedAt,
    laos: position.kind !== 'learning-assistant' ? 'not-needed' : person.laos ? 'done' : 'missing',
    workload: workloadOf(counts ? [...acceptedHours, position.hours ?? 0] : acceptedHours, app.config.hoursLimit),
    position,
    round,
  };
}

/** What the student could let go of when accepting this offer. */
export const readLetGoBeside = ({ app, person, now }: Visit, { position }: SeenOffer): Promise<LetGo[]> =>
  readLetGo(app.database.manager, { personId: person.id, now, timeZone: app.config.timeZone }, position.id);
