import { issueLinks } from '../../links/issue.js';
import type { OwnSpan } from '../../rounds/days-off/days-off.rule.js';
import { contextOf, type RoundContext, type RoundRow, roundJson } from '../../rounds/round-context.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { answerWindowOf, spanOf, WINDOW_DAYS } from './answer-window.js';
import type { OfferPosition, StudentOffer } from './offer.mails.js';
import type { MadeOffer, PositionState } from './offer.rule.js';

interface Row {
  round: RoundRow;
  facts: OfferPosition['facts'];
  rated: boolean;
  settled: boolean;
  applicants: number;
  ranked: PositionState['ranked'];
  withdrawn: PositionState['withdrawn'];
  ownDays: OwnSpan[] | null;
}

export interface LoadedOffers extends PositionState {
  readonly round: RoundContext;
  readonly position: OfferPosition;
}

/** In a query of `offer o`: whether the newest mail with it did not arrive. */
export const IS_UNREACHED = `o.state = 'open' and coalesce((
  select m.state in ('rejected', 'bounced') from mail m where m.offer_id = o.id and m.kind = 'offer'
  order by m.created_at desc, m.id limit 1), false)`;

/** In a query of `position p`: how many have applied … */
export const APPLICANTS = '(select count(*)::int from application a where a.position_id = p.id)';

/** … who of them is suitable, in rank order … */
export const RANKED = `(select coalesce(json_agg(json_build_object('personId', a.person_id, 'rank', r.rank)
    order by r.rank), '[]')
  from rating r join application a on a.id = r.application_id where r.position_id = p.id and r.rank is not null)`;

/** … and who has let go. */
export const WITHDRAWN =
  'array(select a.person_id from application a where a.position_id = p.id and a.withdrawn_at is not null)';

/** Everything that decides on the offers of a position. */
export async function loadOffers(tx: Tx, positionId: string): Promise<LoadedOffers> {
  const [row] = await tx.manager.query<Row[]>(
    `select ${roundJson('p.round_id')} as round, p.rated_at is not null as rated, p.settled_at is not null as settled,
       json_build_object('course', p.course, 'title', p.title, 'teacher', t.name, 'kind', p.kind,
         'openings', p.openings, 'hours', p.hours) as facts,
       ${APPLICANTS} as applicants, ${RANKED} as ranked, ${WITHDRAWN} as withdrawn,
       (select ${WINDOW_DAYS} from round r where r.id = p.round_id) as "ownDays"
     from position p join person t on t.id = p.teacher_id
     where p.id = $1 and p.announced_at is not null`,
    [positionId],
  );
  if (!row) throw new Error(`Position ${positionId} is not announced, yet its offers are due.`);
  const offers = await tx.manager.query<MadeOffer[]>(
    `select o.id, o.person_id as "personId", o.issued_at as "issuedAt", o.expires_at as "expiresAt", o.state,
       ${IS_UNREACHED} as unreached
     from offer o where o.position_id = $1 order by o.issued_at, o.rank`,
    [positionId],
  );
  const { facts, ownDays, ...state } = row;
  const round = contextOf(row.round, tx.timeZone);
  const open = offers.filter((offer) => offer.state === 'open');
  const span = spanOf(await nowOf(tx), ...open.flatMap(({ issuedAt, expiresAt }) => [issuedAt, expiresAt]));
  return {
    ...state,
    openings: facts.openings,
    offers,
    instants: round.instants,
    answerWindow: await answerWindowOf(ownDays, span, tx.timeZone),
    round,
    position: { id: positionId, facts },
  };
}

/** These offers by id, each with its student and the student's link to it. */
export async function loadStudents(tx: Tx, ids: readonly string[]): Promise<Map<string, StudentOffer>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.manager.query<Omit<StudentOffer, 'link'>[]>(
    `select o.id, o.expires_at as "expiresAt", o.moves,
       json_build_object('id', p.id, 'name', p.name, 'email', p.email, 'locale', p.locale, 'laos', p.laos) as student
     from offer o join person p on p.id = o.person_id where o.id = any($1)`,
    [ids],
  );
  const links = await issueLinks(
    tx,
    rows.map((row) => ({ personId: row.student.id, purpose: 'offer', subject: row.id })),
  );
  return new Map(rows.map((row, index) => [row.id, { ...row, link: links[index] as string }]));
}

/** The position that an offer is for. @throws Error when there is no such offer */
export async function positionOf(tx: Tx, offerId: string): Promise<string> {
  const [offer] = await tx.manager.query<{ positionId: string }[]>(
    `select position_id as "positionId" from offer where id = $1`,
    [offerId],
  );
  if (!offer) throw new Error(`There is no offer ${offerId}.`);
  return offer.positionId;
}
