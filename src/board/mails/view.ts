import { GONE } from '../../outbox/gone.js';
import type { MailKind } from '../../outbox/kinds.js';
import type { MailState } from '../../outbox/mail.entity.js';
import { mailKinds } from '../../outbox/samples.js';
import { compactTime } from '../compact-time.js';
import type { RoundHead } from '../rounds/read-rounds.js';
import { listPath, type MailFilter, type MailStanding, STANDINGS } from './mail-filter.js';
import type { MailCount, MailLine } from './read-mails.js';

const COLORS = {
  waiting: 'info',
  retrying: 'warning',
  sent: 'success',
  rejected: 'danger',
  bounced: 'danger',
  dropped: 'neutral',
} satisfies Record<MailState | 'retrying', string>;

/** What became of a mail. */
export const standingOf = ({ state, attempts }: Pick<MailLine, 'state' | 'attempts'>): MailState | 'retrying' =>
  state === 'waiting' && attempts > 0 ? 'retrying' : state;

/** The last part of the key of the words for a reason that we write ourselves; null for what a mail server said. */
export const goneKey = (reason: string | null): string | null =>
  GONE.some((known) => known === reason) ? (reason as string).replaceAll(' ', '-') : null;

/** A mail as the lists say it. */
export function mailView<T extends Omit<MailLine, 'roundId' | 'personId'>>(mail: T, timeZone: string) {
  const standing = standingOf(mail);
  const gone = goneKey(mail.reason);
  return {
    ...mail,
    standing,
    color: COLORS[standing],
    path: `/board/mails/${mail.id}`,
    created: compactTime(mail.createdAt, timeZone),
    sent: mail.sentAt && compactTime(mail.sentAt, timeZone),
    nextTry: mail.nextDueAt && compactTime(mail.nextDueAt, timeZone),
    gone,
    said: gone ? null : mail.reason,
  };
}

/** The filter's choices, each with the address that it leads to and how many mails it would leave. */
export function filterView(filter: MailFilter, counts: readonly MailCount[], rounds: readonly RoundHead[]) {
  const sum = (of: (count: MailCount) => boolean) => counts.filter(of).reduce((whole, { count }) => whole + count, 0);
  const ofKind = (kind: MailKind | null) => (count: MailCount) => kind === null || count.kind === kind;
  const ofState = (state: MailStanding | null) => (count: MailCount) => state === null || count.state === state;
  const states = [null, ...STANDINGS].map((state) => ({
    state: state ?? 'all',
    count: sum((one) => ofKind(filter.kind)(one) && ofState(state)(one)),
    here: state === filter.state,
    path: listPath({ ...filter, state, after: null }),
  }));
  const kinds = mailKinds
    .map((kind) => ({
      kind,
      count: sum((one) => ofKind(kind)(one) && ofState(filter.state)(one)),
      here: kind === filter.kind,
    }))
    .filter(({ count, here }) => count > 0 || here);
  return {
    states,
    kinds,
    rounds: rounds.map(({ id, campus, semester }) => ({ id, campus, semester, here: id === filter.round })),
    q: filter.q,
    state: filter.state,
    set: filter.round !== null || filter.kind !== null || filter.state !== null || filter.q !== '',
  };
}
