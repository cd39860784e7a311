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
  readonly state: OfferState;
  readonly expiresAt: string;
  readonly seen: PositionRow;
  readonly acceptedHours: readonly number[];
  readonly closing: Closing | null;
}

/** How an offer ended. */
interface Closing {
  readonly at: string;
  readonly withApplication: boolean;
  /** What the log tells of it. */
  readonly told: { readonly by: string | null; readonly letGone: SeenOffer['letGone'] } | null;
}

const BESIDE = { person: 'mine.person_id', semester: 'home.semester', except: 'mine.position_id' };

const TOLD = `(select json_build_object('by', e.actor_id, 'letGone', (
      select coalesce(json_agg(json_build_object('course', p.course, 'title', p.title) order by p.course, p.id), '[]')
      from jsonb_array_elements_text(coalesce(e.data->'letGo', '[]')) as gone(id) join position p on p.id = gone.id))
    from event e
    where e.position_id = mine.position_id and e.kind = 'offer-' || mine.state and e.data->>'offerId' = mine.id::text
    order by e.id desc limit 1)`;

/** In SQL: a student's offer as JSON, for `seenOffer`; null when they have no such offer. @param id and whose, in SQL */
export const seenOfferJson = (id: string, personId: string) =>
  `(select json_build_object('state', mine.state, 'expiresAt', mine.expires_at,
      'seen', ${positionJson('mine.position_id')}, 'acceptedHours', ${acceptedHoursJson(BESIDE)},
      'closing', case when mine.closed_at is not null then json_build_object('at', mine.closed_at, 'told', ${TOLD},
        'withApplication', exists (select 1 from application a where a.position_id = mine.position_id
          and a.person_id = mine.person_id and a.withdrawn_at = mine.closed_at)) end)
    from offer mine
    join position place on place.id = mine.position_id join round home on home.id = place.round_id
    where mine.id = ${id} and mine.person_id = ${personId})`;

/** The offer that was read with its link. @throws Error when the holder of the link has no such offer */
export function seenOffer({ app, link, person, now, read }: Visit): SeenOffer {
  const row = read as Row | null;
  if (!row) throw new Error(`There is no offer ${link.subject} for the holder of the link.`);
  const { seen, acceptedHours, closing } = row;
  const expiresAt = new Date(row.expiresAt);
  const { position, round } = positionOf(seen, app.config.timeZone);
  // In a paused round no time runs out.
  const state = row.state === 'open' && expiresAt <= now && !round.pausedAt ? 'expired' : row.state;
  const open = state === 'open';
  const counts = open || state === 'accepted';
  return {
    state,
    expiresAt,
    daysLeft: open && !round.pausedAt ? daysLeft(now, expiresAt, app.config.timeZone) : null,
    closedAt: closing && new Date(closing.at),
    closedBy: closing?.told?.by === person.id ? 'student' : 'contact',
    withApplication: closing?.withApplication ?? false,
    letGone: closing?.told?.letGone ?? [],
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
