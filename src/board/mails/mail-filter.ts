import { z } from 'zod';
import type { MailKind } from '../../outbox/kinds.js';
import { mailKinds } from '../../outbox/samples.js';

/** What became of a mail, as the board sorts them: one that waits after a failed try is `retrying`, one that was rejected or bounced `unreached`. */
export const STANDINGS = ['waiting', 'retrying', 'unreached', 'dropped', 'sent'] as const;
export type MailStanding = (typeof STANDINGS)[number];

/** Up to which mail, the newest first, the pages before have shown. */
export interface Cursor {
  readonly at: Date;
  readonly id: string;
}

/** Which mails to list; null stands for all. */
export interface MailFilter {
  readonly round: string | null;
  readonly state: MailStanding | null;
  readonly kind: MailKind | null;
  /** A part of a name or an address, or several. */
  readonly q: string;
  readonly after: Cursor | null;
}

const choice = <T extends string>(known: readonly T[]) =>
  z
    .string()
    .transform((given) => known.find((one) => one === given) ?? null)
    .catch(null);

const CURSOR = /^(\d{1,14})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const query = z.object({
  round: z
    .string()
    .max(200)
    .transform((given) => given || null)
    .catch(null),
  state: choice(STANDINGS),
  kind: choice(mailKinds),
  q: z
    .string()
    .transform((given) => given.trim().slice(0, 100))
    .catch(''),
  page: z.string().transform(readCursor).catch(null),
});

/** Reads the filter from an address. What it does not know, it leaves out. */
export function readFilter(given: unknown): MailFilter {
  const { page, ...filter } = query.parse(given ?? {});
  return { ...filter, after: page };
}

/** The address of the list with a filter. */
export function listPath({ round, state, kind, q, after }: MailFilter): string {
  const fields = { round, state, kind, q: q || null, page: after && `${after.at.getTime()}_${after.id}` };
  const set = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : ([[name, value]] satisfies [string, string][]),
  );
  const search = new URLSearchParams(set).toString();
  return search ? `/board/mails?${search}` : '/board/mails';
}

function readCursor(page: string): Cursor | null {
  const [, at, id] = CURSOR.exec(page) ?? [];
  return at && id ? { at: new Date(Number(at)), id } : null;
}
