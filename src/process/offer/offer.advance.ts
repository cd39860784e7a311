import { issueLinks } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import { recordEvents } from '../../platform/events.js';
import { endTurn, openSubject, type Tx, takeTurn } from '../../timetable/turn.js';
import { advanceEmployment } from '../employment/employment.advance.js';
import { closingMail, offerMail, type StudentOffer } from './offer.mails.js';
import { decideOffers, type OfferAct, type OfferDecision } from './offer.rule.js';
import { type LoadedOffers, loadOffers } from './offer.state.js';

/**
 * Does what is due of a position's offers, and what a person does about one of them.
 * @param actor the person whose act it is
 */
export async function advanceOffer(tx: Tx, positionId: string, act?: OfferAct & { actor: string }): Promise<void> {
  const turn = await takeTurn(tx, 'offer', positionId);
  if (!turn) return;
  const state = await loadOffers(tx, positionId);
  const decision = decideOffers(state, turn, tx.timeZone, act);
  const issued = await writeOffers(tx, state, decision, turn.now);
  await tell(tx, state, decision, issued);
  await recordEvents(tx, eventsOf(state, decision, act?.actor ?? null));
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
}

async function writeOffers(tx: Tx, { position }: LoadedOffers, decision: OfferDecision, now: Date): Promise<string[]> {
  if (decision.close.length > 0)
    await tx.manager.query(
      `update offer o set state = c.state, closed_at = c.at
       from jsonb_to_recordset($1::jsonb) as c("offerId" uuid, state text, at timestamptz) where o.id = c."offerId"`,
      [JSON.stringify(decision.close)],
    );
  if (decision.move)
    await tx.manager.query(`update offer set expires_at = $2, moves = moves + 1 where id = $1`, [
      decision.move.offerId,
      decision.move.expiresAt,
    ]);
  if (decision.reconsider)
    await tx.manager.query(`update application set withdrawn_at = $3 where position_id = $1 and person_id = $2`, [
      position.id,
      decision.reconsider.personId,
      decision.reconsider.application === 'withdraw' ? now : null,
    ]);
  if (decision.issue.length === 0) return [];
  const rows = await tx.manager.query<{ id: string }[]>(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at)
     select $1, i."personId", i.rank, $2, i."expiresAt"
     from jsonb_to_recordset($3::jsonb) as i("personId" uuid, rank int, "expiresAt" timestamptz) order by i.rank
     returning id`,
    [position.id, now, JSON.stringify(decision.issue)],
  );
  return rows.map((row) => row.id);
}

/** The mails of a decision: closings, offers, reminders. */
async function tell(tx: Tx, { round, position }: LoadedOffers, decision: OfferDecision, issued: readonly string[]) {
  const touched = [
    ...decision.close.map((closed) => closed.offerId),
    ...issued,
    ...decision.remind.map((reminder) => reminder.offerId),
  ];
  const offers = await loadStudents(tx, [...new Set(touched)]);
  const offer = (id: string) => offers.get(id) as StudentOffer;
  await enqueueMails(tx, [
    ...decision.close.map((closed) => closingMail(round, position, offer(closed.offerId), closed)),
    ...issued.map((id) => offerMail(round, position, offer(id))),
    ...decision.remind.map(({ offerId, at }) => offerMail(round, position, offer(offerId), at)),
  ]);
}

async function loadStudents(tx: Tx, ids: readonly string[]): Promise<Map<string, StudentOffer>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.manager.query<Omit<StudentOffer, 'link'>[]>(
    `select o.id, o.expires_at as "expiresAt",
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

function eventsOf({ round, position, offers }: LoadedOffers, decision: OfferDecision, actorId: string | null) {
  const at = { roundId: round.id, positionId: position.id };
  const personOf = (offerId: string) => offers.find((offer) => offer.id === offerId)?.personId ?? null;
  return [
    ...decision.close.map((closed) => ({
      ...at,
      kind: `offer-${closed.state}`,
      // An expiry is the rules' doing, even when it is found by a student who came too late.
      actorId: closed.state === 'expired' ? null : actorId,
      personId: personOf(closed.offerId),
      data: { offerId: closed.offerId, at: closed.at },
    })),
    ...decision.issue.map(({ personId, rank, expiresAt }) => ({
      ...at,
      kind: 'offer-issued',
      personId,
      data: { rank, expiresAt },
    })),
    ...(decision.move
      ? [{ ...at, kind: 'offer-moved', actorId, personId: personOf(decision.move.offerId), data: decision.move }]
      : []),
    ...(decision.reconsider
      ? [
          {
            ...at,
            kind: decision.reconsider.application === 'withdraw' ? 'application-withdrawn' : 'application-restored',
            actorId,
            personId: decision.reconsider.personId,
          },
        ]
      : []),
    ...(decision.settle ? [{ ...at, kind: 'position-settled' }] : []),
    ...(decision.reopen ? [{ ...at, kind: 'position-reopened' }] : []),
  ];
}
