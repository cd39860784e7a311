import { issueLink, issueLinks } from '../../links/issue.js';
import { enqueueMails, type NewMail } from '../../outbox/enqueue.js';
import type { MailFacts } from '../../outbox/kinds.js';
import { endTurn, type Tx, takeTurn } from '../../timetable/turn.js';
import { recordChanges } from '../../webhooks/record-changes.js';
import { applicationClosedMail, finalListMail, laosMail } from './employment.mails.js';
import { decideEmployment, type EmploymentDecision } from './employment.rule.js';
import { type LoadedEmployment, loadEmployment, loadNames, loadUnoffered } from './employment.state.js';
import { loadUnfilled } from './load-unfilled.js';
import { summarizeRound } from './summarize-round.js';

/** Does what is due of the employment in a position. */
export async function advanceEmployment(tx: Tx, positionId: string): Promise<void> {
  const turn = await takeTurn(tx, 'employment', positionId);
  if (!turn) return;
  const state = await loadEmployment(tx, positionId);
  const decision = decideEmployment(state, turn, tx.timeZone);
  if (decision.list) await sendFinalList(tx, state, decision.list, turn.now);
  await sendLaos(tx, state, decision.instruct);
  if (decision.remind) await sendLaos(tx, state, decision.remind.personIds, decision.remind.at);
  await endTurn(tx, turn, decision.nextDueAt);
  if (decision.list) await summarizeRound(tx, state.round);
}

async function sendFinalList(
  tx: Tx,
  state: LoadedEmployment,
  { added, removed, first }: NonNullable<EmploymentDecision['list']>,
  now: Date,
): Promise<void> {
  const { round, position, assistants, finalLists } = state;
  const names = await loadNames(tx, [...added, ...removed]);
  const namesOf = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? '');
  const unoffered = await loadUnoffered(tx, position.id, now < round.instants.closesAt);
  const ownPages = await issueLinks(
    tx,
    unoffered.map(({ id }) => ({ personId: id, purpose: 'apply', subject: round.id })),
  );
  await enqueueMails(tx, [
    await listMail(tx, state, finalLists + 1, first ? null : { added: namesOf(added), removed: namesOf(removed) }),
    ...unoffered.map((student, index) => applicationClosedMail(round, position, student, ownPages[index] as string)),
  ]);
  await tx.manager.query(`update position set final_lists = $2, final_list_ids = $3 where id = $1`, [
    position.id,
    finalLists + 1,
    assistants.map((one) => one.id),
  ]);
  await recordChanges(tx, [
    {
      kind: 'final-list-sent',
      roundId: round.id,
      positionId: position.id,
      data: { number: finalLists + 1, employed: assistants.length, added, removed },
    },
  ]);
}

/** The `number`th list of a position as it is now, to its teacher. */
export async function listMail(
  tx: Tx,
  { round, position, assistants }: LoadedEmployment,
  number: number,
  changes: MailFacts['final-list']['changes'],
): Promise<NewMail> {
  const needsLaos = position.facts.kind === 'learning-assistant';
  const employed = assistants.map(({ name, email, phone, laos }) => ({
    name,
    email,
    phone,
    laos: needsLaos ? laos : null,
  }));
  const link = await issueLink(tx, { personId: position.teacher.id, purpose: 'final-list', subject: position.id });
  const because = (await loadUnfilled(tx.manager, [position.id])).get(position.id) ?? null;
  const unfilled = Math.max(0, position.facts.openings - assistants.length);
  return finalListMail(round, position, { link, employed, unfilled, because, changes }, number);
}

/** The instructions for the training to these assistants, or the reminder that was due at an instant. */
export async function sendLaos(
  tx: Tx,
  { round, position, assistants }: LoadedEmployment,
  ids: readonly string[],
  at?: Date,
): Promise<void> {
  const students = assistants.filter((one) => ids.includes(one.id));
  const links = await issueLinks(
    tx,
    students.map(({ id }) => ({ personId: id, purpose: 'laos', subject: id })),
  );
  await enqueueMails(
    tx,
    students.map((student, index) => laosMail(round, position, student, links[index] as string, at)),
  );
}
