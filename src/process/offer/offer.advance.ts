import { enqueueMails } from '../../outbox/enqueue.js';
import { endTurn, openSubject, type Tx, takeTurn } from '../../timetable/turn.js';
import { recordChanges } from '../../webhooks/record-changes.js';
import { advanceEmployment } from '../employment/employment.advance.js';
import { eventsOf } from './offer.events.js';
import { closingMail, deadlineMovedMail, type OfferPosition, offerMail, type StudentOffer } from './offer.mails.js';
import { decideOffers, type MadeOffer, type OfferDecision } from './offer.rule.js';
import { type LoadedOffers, loadOffers, loadStudents } from './offer.state.js';
import type { OfferRefusal } from './offer-act.rule.js';
import type { PersonalAct } from './personal-act.js';

/** Why an act did nothing; `paused`: its round rests, or the position is not announced. */
export type Refusal = OfferRefusal | 'paused';

/**
 * Does what is due of a position's offers, and what a person does about one of them. Nothing while the position is not
 * announced or its round is paused.
 * @returns why the act did nothing, if so
 */
export async function advanceOffer(tx: Tx, positionId: string, act?: PersonalAct): Promise<Refusal | null> {
  const turn = await takeTurn(tx, 'offer', positionId);
  if (!turn) return act ? 'paused' : null;
  const state = await loadOffers(tx, positionId);
  const decision = decideOffers(state, turn, tx.timeZone, act);
  const issued = await writeOffers(tx, state, decision, turn.now, act);
  await tell(tx, state, decision, issued, act);
  await recordChanges(tx, eventsOf(state, decision, act));
  if (decision.settle || decision.reopen) {
    await tx.manager.query(`update position set settled_at = $2 where id = $1`, [
      positionId,
      decision.settle ? turn.now : null,
    ]);
  }
  await endTurn(tx, turn, decision.nextDueAt);
  if (decision.settle) {
    await openSubject(tx, 'employment', positionId);
    await advanceEmployment(tx, positionId);
  }
  return decision.refused;
}

async function writeOffers(
  tx: Tx,
  { position }: LoadedOffers,
  decision: OfferDecision,
  now: Date,
  act?: PersonalAct,
): Promise<string[]> {
  if (decision.close.length > 0)
    await tx.manager.query(
      `update offer o set state = c.state, closed_at = c.at
       from jsonb_to_recordset($1::jsonb) as c("offerId" uuid, state text, at timestamptz) where o.id = c."offerId"`,
      [JSON.stringify(decision.close)],
    );
  const moves = [...decision.moves, ...decision.prolonged];
  if (moves.length > 0)
    await tx.manager.query(
      `update offer o set expires_at = m."expiresAt", moves = moves + 1
       from jsonb_to_recordset($1::jsonb) as m("offerId" uuid, "expiresAt" timestamptz) where o.id = m."offerId"`,
      [JSON.stringify(moves)],
    );
  if (decision.reconsider)
    await tx.manager.query(`update application set withdrawn_at = $3 where position_id = $1 and person_id = $2`, [
      position.id,
      decision.reconsider.personId,
      decision.reconsider.application === 'withdraw' ? now : null,
    ]);
  if (decision.openings !== null)
    await tx.manager.query(`update position set openings = $2 where id = $1`, [position.id, decision.openings]);
  if (decision.issue.length === 0) return [];
  const rows = await tx.manager.query<{ id: string }[]>(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at, reinstated_by_id)
     select $1, i."personId", i.rank, $2, i."expiresAt", case when i."byName" then $4::uuid end
     from jsonb_to_recordset($3::jsonb) as i("personId" uuid, rank int, "expiresAt" timestamptz, "byName" boolean)
     order by i.rank
     returning id`,
    [position.id, now, JSON.stringify(decision.issue), act?.actor ?? null],
  );
  return rows.map((row) => row.id);
}

/** The mails of a decision: closings, offers, a moved deadline, reminders. */
async function tell(
  tx: Tx,
  { round, position: before, offers }: LoadedOffers,
  { close, moves, remind, openings }: OfferDecision,
  issued: readonly string[],
  act?: PersonalAct,
): Promise<void> {
  const told = [...close, ...remind, ...moves].map(({ offerId }) => offerId);
  const students = await loadStudents(tx, [...new Set([...told, ...issued])]);
  const student = (id: string) => students.get(id) as StudentOffer;
  const made = (id: string) => offers.find((offer) => offer.id === id) as MadeOffer;
  const position: OfferPosition = {
    ...before,
    facts: { ...before.facts, openings: openings ?? before.facts.openings },
  };
  await enqueueMails(tx, [
    ...close.map((closed) =>
      closingMail(round, position, student(closed.offerId), closed, {
        wasAccepted: made(closed.offerId).state === 'accepted',
        ...(act && { act }),
      }),
    ),
    ...moves.map(({ offerId }) =>
      act?.anew
        ? offerMail(round, position, student(offerId))
        : deadlineMovedMail(round, position, student(offerId), made(offerId).expiresAt),
    ),
    ...issued.map((id) => offerMail(round, position, student(id))),
    ...remind.map(({ offerId, at }) => offerMail(round, position, student(offerId), at)),
  ]);
}
