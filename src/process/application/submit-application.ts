import { isDeepStrictEqual } from 'node:util';
import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { takesApplications } from './application.rule.js';
import { sendReceipts, wholeForm } from './send-receipt.js';

/** A student's form for one round. */
export interface SentApplication {
  readonly roundId: string;
  readonly personId: string;
  readonly name: string;
  /** Empty when it is not given. */
  readonly phone: string;
  readonly laos: boolean;
  readonly text: string;
  /** Distinct priorities; 1 is wanted most. A position that is not named is not applied for, or not any more. */
  readonly priorities: readonly { readonly positionId: string; readonly priority: number }[];
}

/**
 * Takes a student's applications for a round, over the earlier ones if there are any: one that is left out is withdrawn,
 * one that was withdrawn and is named counts again. A form that says just what is held, as one that was sent twice, changes
 * nothing and brings no second receipt.
 * @returns `closed` when it came at or after applyDue, and changed nothing
 */
export async function submitApplication(app: App, sent: SentApplication): Promise<'received' | 'closed'> {
  return transact(app, async (tx) => {
    // Shared, so that students do not wait for each other, only for the closing of the round.
    await tx.manager.query(`select 1 from subject where stage = 'application' and id = $1 for key share`, [
      sent.roundId,
    ]);
    const now = await nowOf(tx);
    const round = await loadRound(tx, sent.roundId);
    if (round.pausedAt || !takesApplications(round.instants, now)) return 'closed';
    if (await isHeld(tx, sent)) return 'received';
    await writePerson(tx, sent);
    const reconsidered = await writeApplications(tx, sent, now);
    await sendReceipts(tx, round, [sent.personId], wholeForm(round, now));
    const own = { actorId: sent.personId, personId: sent.personId, roundId: round.id };
    await recordEvents(tx, [
      { ...own, kind: 'applied', data: { positions: sent.priorities.length } },
      ...reconsidered.map((one) => ({ ...own, ...one })),
    ]);
    return 'received';
  });
}

/** Whether a form that was sent before says the same. Locks it, so that of two at one time the second waits to see. */
async function isHeld({ manager }: Tx, { roundId, personId, name, phone, laos, text, priorities }: SentApplication) {
  await manager.query(`select 1 from application_form where round_id = $1 and person_id = $2 for update`, [
    roundId,
    personId,
  ]);
  const [form] = await manager.query<object[]>(
    `select p.name, coalesce(p.phone, '') as phone, p.laos, f.text
     from application_form f join person p on p.id = f.person_id
     where f.round_id = $1 and f.person_id = $2 and f.sent_at is not null`,
    [roundId, personId],
  );
  const held = await manager.query<{ positionId: string; priority: number }[]>(
    `select a.position_id as "positionId", a.priority from application a join position p on p.id = a.position_id
     where p.round_id = $1 and a.person_id = $2 and a.withdrawn_at is null`,
    [roundId, personId],
  );
  const inOrder = (some: SentApplication['priorities']) => [...some].sort((a, b) => a.priority - b.priority);
  return isDeepStrictEqual(
    { ...form, priorities: inOrder(held) },
    { name, phone, laos, text, priorities: inOrder(priorities) },
  );
}

async function writePerson(tx: Tx, { personId, name, phone, laos }: SentApplication): Promise<void> {
  await tx.manager.query(`update person set name = $2, phone = nullif($3, ''), laos = $4 where id = $1`, [
    personId,
    name,
    phone,
    laos,
  ]);
}

/** @returns the events of those that are withdrawn, or taken up again, with this form */
async function writeApplications(tx: Tx, { roundId, personId, text, priorities }: SentApplication, now: Date) {
  await tx.manager.query(`update application_form set sent_at = $3, text = $4 where round_id = $1 and person_id = $2`, [
    roundId,
    personId,
    now,
    text,
  ]);
  const before = await tx.manager.query<{ positionId: string; withdrawn: boolean }[]>(
    `select a.position_id as "positionId", a.withdrawn_at is not null as withdrawn
     from application a join position p on p.id = a.position_id
     where p.round_id = $1 and a.person_id = $2 order by 1 for update of a`,
    [roundId, personId],
  );
  const named = new Set(priorities.map(({ positionId }) => positionId));
  const positionsOf = (some: typeof before) => some.map(({ positionId }) => positionId);
  const dropped = positionsOf(before.filter(({ positionId, withdrawn }) => !withdrawn && !named.has(positionId)));
  const restored = positionsOf(before.filter(({ positionId, withdrawn }) => withdrawn && named.has(positionId)));
  await tx.manager.query(`update application set withdrawn_at = $3 where person_id = $1 and position_id = any($2)`, [
    personId,
    dropped,
    now,
  ]);
  await tx.manager.query(
    `insert into application (position_id, person_id, priority, applied_at)
     select p.id, $2, w.priority, $3
     from jsonb_to_recordset($4::jsonb) as w("positionId" text, priority int)
     join position p on p.id = w."positionId" and p.round_id = $1 and p.announced_at is not null
     on conflict (position_id, person_id) do update set priority = excluded.priority, withdrawn_at = null`,
    [roundId, personId, now, JSON.stringify(priorities)],
  );
  return [
    ...dropped.map((positionId) => ({ kind: 'application-withdrawn', positionId })),
    ...restored.map((positionId) => ({ kind: 'application-restored', positionId })),
  ];
}
