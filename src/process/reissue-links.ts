import { issueLinks, type RevokedLinks, revokeLinks } from '../links/issue.js';
import type { Purpose } from '../links/link.entity.js';
import type { MailKind } from '../outbox/kinds.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import type { OpenMatter } from './open-matters.js';

/** The mails that carry a matter: whoever has one of them waiting need not be sent another. */
const CARRIERS: Readonly<Record<OpenMatter['purpose'], readonly MailKind[]>> = {
  demand: ['demand-request', 'demand-reminder'],
  report: ['report-request', 'report-reminder', 'demand-overdue'],
  apply: ['apply-link', 'application-receipt', 'application-reminder'],
  rating: ['rating-request', 'rating-reminder'],
  offer: ['offer', 'offer-reminder'],
  'final-list': ['final-list'],
  laos: ['laos-reminder'],
};

interface Waiting {
  readonly id: string;
  readonly kind: MailKind;
  readonly facts: object;
}

/**
 * Ends somebody's live links and gives new ones to what is open. What waits for them in the outbox with such a link goes on
 * with the new one, to the address that they have now, and its tries are counted from now; a sign-in that waits is dropped.
 * @returns the matters that no waiting mail carries: those are to be sent again
 */
export async function reissueLinks(
  tx: Tx,
  which: RevokedLinks,
  matters: readonly OpenMatter[],
): Promise<readonly OpenMatter[]> {
  const { personId } = which;
  const revoked = await revokeLinks(tx, which);
  const waiting = await readWaiting(tx, personId);
  const held = revoked.filter(({ id }) => waiting.some((mail) => holds(mail, id)));
  const wanted = [...matters, ...held].filter(({ purpose }) => purpose !== 'sign-in');
  const ids = await issueLinks(
    tx,
    wanted.map(({ purpose, subject }) => ({ personId, purpose, subject })),
  );
  const links = new Map(wanted.map(({ purpose, subject }, index) => [keyOf(purpose, subject), ids[index] as string]));
  const successors = new Map(revoked.map(({ id, purpose, subject }) => [id, links.get(keyOf(purpose, subject))]));
  for (const mail of waiting) await readdress(tx, personId, mail, successors);
  return matters.filter(({ purpose, subject }) => {
    const old = revoked.find((link) => link.purpose === purpose && link.subject === subject);
    return !old || !waiting.some((mail) => CARRIERS[purpose].includes(mail.kind) && holds(mail, old.id));
  });
}

const keyOf = (purpose: Purpose, subject: string) => `${purpose} ${subject}`;
const holds = ({ facts }: Waiting, link: string) => JSON.stringify(facts).includes(link);

const readWaiting = (tx: Tx, personId: string) =>
  tx.manager.query<Waiting[]>(
    `select id, kind, facts from mail where person_id = $1 and state = 'waiting' order by id for update`,
    [personId],
  );

async function readdress(
  tx: Tx,
  personId: string,
  { id, kind, facts }: Waiting,
  successors: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const now = await nowOf(tx);
  const text = JSON.stringify(facts);
  const mine = [...successors].filter(([old]) => text.includes(old));
  if (kind === 'sign-in' && mine.length > 0) {
    await tx.manager.query(
      `update mail set state = 'dropped', reason = 'the link was taken back', next_due_at = null where id = $1`,
      [id],
    );
    return;
  }
  const told = mine.reduce((said, [old, link]) => said.replaceAll(old, link ?? old), text);
  const [moved] = await tx.manager.query<[unknown[], number]>(
    `update mail m set address = p.email, facts = $3::jsonb, attempts = 0, reason = null, uncertain = false, resent_at = $4,
       next_due_at = case when m.next_due_at is not null then $4::timestamptz end
     from person p where p.id = $2 and m.id = $1 and (m.address <> p.email or m.facts <> $3::jsonb) returning m.id`,
    [id, personId, told, now],
  );
  if (moved.length > 0) tx.alarms.push({ queue: 'mail', id, dueAt: now });
}
