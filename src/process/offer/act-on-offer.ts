import { type App, transact } from '../../platform/app.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { readLetGo } from './let-go.js';
import { advanceOffer } from './offer.advance.js';
import type { OfferState } from './offer.entity.js';
import type { Answer } from './offer-act.rule.js';
import type { Accepting } from './personal-act.js';
import { readAcceptedHours } from './read-accepted.js';
import { workloadOf } from './workload.rule.js';

/** A student's answer to an offer. */
export interface OwnAnswer extends Answer {
  readonly personId: string;
  /** The positions to let go of if the offer is accepted by this; what is not the student's to let go of is left alone. */
  readonly letGo?: readonly string[];
}

interface Found {
  positionId: string;
  semester: string;
  hours: number;
  state: OfferState;
}

/**
 * Answers an offer, or gives an accepted one back. Whatever is due is done first, so an answer at or after the expiry
 * finds the offer expired. What is let go of goes in the same transaction as the acceptance, and only with it.
 * @returns the state of the offer afterwards, whoever brought it there; `open` when its round is paused
 * @throws Error when the person has no such offer
 */
export async function actOnOffer(app: App, { offerId, personId, answer, letGo = [] }: OwnAnswer): Promise<OfferState> {
  return transact(app, async (tx) => {
    const { positionId } = await find(tx, offerId, personId);
    const wanted = answer === 'accept' ? letGo : [];
    await lockAll(tx, [positionId, ...wanted]);
    const before = await find(tx, offerId, personId);
    const accepting = answer === 'accept' ? await prepare(app, tx, before, personId, wanted) : undefined;
    await advanceOffer(tx, positionId, { offerId, answer, actor: personId, ...(accepting && { accepting }) });
    const { state } = await find(tx, offerId, personId);
    if (accepting && before.state === 'open' && state === 'accepted')
      for (const gone of accepting.letGo)
        await advanceOffer(tx, gone.positionId, { personId, application: 'withdraw', actor: personId });
    return state;
  });
}

async function find(tx: Tx, offerId: string, personId: string): Promise<Found> {
  const [offer] = await tx.manager.query<Found[]>(
    `select o.position_id as "positionId", o.state, p.hours, r.semester
     from offer o join position p on p.id = o.position_id join round r on r.id = p.round_id
     where o.id = $1 and o.person_id = $2`,
    [offerId, personId],
  );
  if (!offer) throw new Error(`There is no offer ${offerId} for this person.`);
  return offer;
}

/**
 * Locks all that decisions on these positions lock, in the order of the process and each kind in the order of its ids:
 * two students who let go of what the other accepts never wait for each other in a circle.
 */
async function lockAll(tx: Tx, positionIds: readonly string[]): Promise<void> {
  await tx.manager.query(
    `select 1 from subject where stage in ('offer', 'employment') and id = any($1)
     order by stage = 'employment', id for update`,
    [positionIds],
  );
  if (positionIds.length === 1) return;
  await tx.manager.query(
    `select 1 from round where id in (select round_id from position where id = any($1)) order by id for no key update`,
    [positionIds],
  );
}

/** What goes with an acceptance, as true under the locks. */
async function prepare(
  app: App,
  tx: Tx,
  { positionId, semester, hours }: Found,
  personId: string,
  wanted: readonly string[],
): Promise<Accepting> {
  const holder = { personId, now: await nowOf(tx), timeZone: tx.timeZone };
  const own = wanted.length > 0 ? await readLetGo(tx.manager, holder, positionId) : [];
  const others = await readAcceptedHours(tx.manager, { personId, semester }, positionId);
  return {
    workload: workloadOf([...others, hours], app.config.hoursLimit),
    letGo: own.filter((one) => wanted.includes(one.positionId)),
  };
}
