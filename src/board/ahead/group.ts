import { createHash } from 'node:crypto';
import type { ForeseenMail } from '../../process/foresee.js';
import { startOfDay } from '../../rounds/wall-clock.js';

/** The mails of one kind that leave at one instant. */
export interface Batch {
  readonly at: Date;
  readonly kind: ForeseenMail['kind'];
  /** `about` is the course, which tells two mails to one person apart. */
  readonly mails: readonly { readonly to: string; readonly about: string | null; readonly path: string }[];
}

/** What leaves on one day, in the order in which it leaves. */
export interface Day {
  readonly starts: Date;
  readonly count: number;
  readonly batches: readonly Batch[];
}

// What runs ahead gives a link or an offer that is not there yet another id each time.
const IDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A name by which a foreseen mail is found again when it is foreseen anew. It tells nothing of whom it goes to. */
export function nameOf({ kind, address, createdAt, facts }: ForeseenMail): string {
  const says = JSON.stringify([kind, address, createdAt, facts]).replace(IDS, '');
  return createHash('sha256').update(says).digest('base64url').slice(0, 22);
}

/**
 * Sorts foreseen mails, which come in the order in which they leave, by day and kind.
 * @param roundPath the address of the round's page
 */
export function groupByDay(mails: readonly ForeseenMail[], roundPath: string, timeZone: string): Day[] {
  const days = groupBy(mails, ({ createdAt }) => startOfDay(createdAt, 0, timeZone).getTime());
  return [...days].map(([starts, ofDay]) => ({
    starts: new Date(starts),
    count: ofDay.length,
    batches: [...groupBy(ofDay, ({ createdAt, kind }) => `${createdAt.getTime()} ${kind}`).values()].map((batch) =>
      batchOf(batch, roundPath),
    ),
  }));
}

function batchOf(mails: readonly [ForeseenMail, ...ForeseenMail[]], roundPath: string): Batch {
  const [{ createdAt, kind }] = mails;
  return {
    at: createdAt,
    kind,
    mails: mails.map((mail) => ({
      to: mail.name ?? mail.address,
      about: 'course' in mail.facts ? String(mail.facts.course) : null,
      path: pathOf(mail, roundPath),
    })),
  };
}

const pathOf = (mail: ForeseenMail, roundPath: string) =>
  mail.waitingId
    ? `/board/mails/${mail.waitingId}`
    : `${roundPath}/ahead/${nameOf(mail)}?at=${mail.createdAt.getTime()}`;

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
