import type { Visit } from '../../links/visit.js';
import { type ReadPosition, readPosition } from '../../rounds/read-position.js';
import type { RoundContext } from '../../rounds/round-context.js';
import { instantOf } from '../../rounds/wall-clock.js';
import { differences, type Order, orderOf } from './order.rule.js';
import { ratingDue, takesRating } from './rating.rule.js';
import { type LoadedDelegate, loadDelegates } from './rating.state.js';
import type { RatingDraft } from './rating-draft.entity.js';

/** An applicant as the rating page shows them. */
export interface ApplicantRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly laos: boolean;
  readonly priority: number;
  readonly text: string;
  /** The semesters in which they were an assistant in the course, the latest first. */
  readonly earlier: readonly string[];
  readonly rank: number | null;
  readonly rated: boolean;
  readonly withdrawn: boolean;
  /** The state of the latest offer and the rank of the last one. Whoever has an offer is locked: their place is decided. */
  readonly offer: string | null;
  readonly offeredRank: number | null;
}

export type Draft = Pick<RatingDraft, 'savedAt' | 'basedOn' | 'places' | 'restUnsuited' | 'version'>;

/** Everything that the pages of a rating say. */
export interface ReadRating {
  readonly position: ReadPosition;
  readonly round: RoundContext;
  /** Whether a rating would count now. */
  readonly open: boolean;
  /** When it is due, by the round's calendar or the position's own deadline. */
  readonly due: Date;
  /** How many ratings were submitted, by whom and when the last. */
  readonly ratings: number;
  readonly submittedBy: { readonly id: string; readonly name: string } | null;
  readonly submittedAt: Date | null;
  /** The colleagues who have been asked to rate it and may do so. */
  readonly delegates: readonly LoadedDelegate[];
  readonly locked: readonly ApplicantRow[];
  /** Those who are to be rated, whoever is wanted most first; the page sorts them by `kept`. */
  readonly free: readonly ApplicantRow[];
  /** How many let go of the position before they got an offer. */
  readonly withdrawn: number;
  /** The first place that is not taken by an offer. */
  readonly first: number;
  /** The free ones as the rating that holds sorts them. */
  readonly current: Order;
  /** The holder's own draft; null when there is none, or it says nothing beyond the rating that holds. */
  readonly draft: Draft | null;
  /** The version of the holder's draft, whatever it says. */
  readonly version: string | null;
  /** The free ones as the draft sorts them, else as the rating that holds does. */
  readonly kept: Order;
}

/** Reads the rating of the position that the link opens, and the holder's own draft of it. */
export async function readRating(visit: Visit): Promise<ReadRating> {
  const { app, link } = visit;
  const [{ position, round }, { draft: found, ownDue, ...standing }, delegates] = await Promise.all([
    readPosition(app, link.subject),
    readStanding(visit),
    loadDelegates(app.database.manager, link.subject),
  ]);
  // The applicants come last: they are the many, and whoever waits with them in hand keeps them in memory.
  const rows = await readApplicants(visit);
  const locked = rows.filter((row) => row.offer !== null);
  const free = rows.filter((row) => row.offer === null && !row.withdrawn);
  const ids = free.map((row) => row.id);
  const rated = free.filter((row) => row.rated);
  const current = orderOf(
    ids,
    Object.fromEntries(rated.map(({ id, rank }) => [id, { place: rank, unsuited: rank === null }])),
  );
  const drafted = found && orderOfDraft(ids, found);
  const isNews =
    drafted && (differences(drafted, current).size > 0 || (found?.restUnsuited && drafted.unplaced.length > 0));
  const draft = isNews ? found : null;
  return {
    position,
    round,
    open: takesRating(round.instants, position.settledAt !== null, visit.now),
    due: ratingDue(round.instants, ownDue === null ? null : instantOf(ownDue, app.config.timeZone)),
    ...standing,
    delegates,
    locked,
    free,
    withdrawn: rows.length - locked.length - free.length,
    first: 1 + Math.max(0, ...rows.map((row) => row.offeredRank ?? 0)),
    current,
    draft,
    version: found?.version ?? null,
    kept: draft && drafted ? drafted : current,
  };
}

const orderOfDraft = (ids: readonly string[], { places }: Draft) =>
  orderOf(
    ids,
    Object.fromEntries(
      Object.entries(places).map(([id, { rank, unsuited }]) => [
        id,
        { place: rank === '' ? null : Number(rank), unsuited },
      ]),
    ),
  );

/** Every applicant of the position, in one query however many there are. */
function readApplicants({ app, link }: Visit): Promise<ApplicantRow[]> {
  return app.database.manager.query<ApplicantRow[]>(
    `select a.id, coalesce(nullif(s.name, ''), s.email) as name, s.email, s.laos, a.priority,
       coalesce(f.text, '') as text, coalesce(e.semesters, '{}') as earlier,
       r.rank, r.application_id is not null as rated, a.withdrawn_at is not null as withdrawn,
       o.state as offer, o.rank as "offeredRank"
     from application a
     join position here on here.id = a.position_id
     join person s on s.id = a.person_id
     left join application_form f on f.round_id = here.round_id and f.person_id = s.id
     left join rating r on r.application_id = a.id
     left join (
       select person_id, max(rank) as rank, (array_agg(state order by issued_at desc))[1] as state
       from offer where position_id = $1 group by person_id
     ) o on o.person_id = s.id
     left join (
       select person_id, array_agg(semester order by term desc) as semesters from (
         select distinct o.person_id, r.semester, ${TERM('r')} as term
         from position here
         join round home on home.id = here.round_id
         join position p on p.course = here.course
         join round r on r.id = p.round_id and ${TERM('r')} < ${TERM('home')}
         join offer o on o.position_id = p.id and o.state = 'accepted'
         where here.id = $1
       ) employed group by person_id
     ) e on e.person_id = s.id
     where a.position_id = $1
     order by o.rank, a.priority, s.name, a.id`,
    [link.subject],
  );
}

/** A semester such that its order is that of time: spring (V) comes before autumn (H). */
const TERM = (alias: string) => `translate(${alias}.semester, 'VH', '12')`;

/** What was submitted, and the draft of the holder of the link. */
async function readStanding({ app, link, person }: Visit) {
  const [standing] = await app.database.manager.query<
    (Pick<ReadRating, 'ratings' | 'submittedBy' | 'submittedAt'> & {
      ownDue: string | null;
      draft: (Draft & { savedAt: string }) | null;
    })[]
  >(
    `select p.ratings, p.rate_due as "ownDue",
       (select json_build_object('id', s.id, 'name', s.name) from person s where s.id = p.rated_by_id) as "submittedBy",
       coalesce((select max(at) from event where position_id = p.id and kind = 'rated'), p.rated_at) as "submittedAt",
       (select json_build_object('savedAt', d.saved_at, 'basedOn', d.based_on, 'places', d.places,
          'restUnsuited', d.rest_unsuited, 'version', d.version)
        from rating_draft d where d.position_id = p.id and d.person_id = $2) as draft
     from position p where p.id = $1`,
    [link.subject, person.id],
  );
  if (!standing) throw new Error(`There is no position ${link.subject}.`);
  const { draft } = standing;
  return { ...standing, draft: draft && { ...draft, savedAt: new Date(draft.savedAt) } };
}
