import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { plainLine } from '../../../outbox/told.js';
import { type CheckFile, checkSchema, FORMAT, logIn } from './check-file.js';
import { type Signature, sealOf, signatureSchema } from './seal.js';
import { type Summary, summaryOf, type Verdict, verdictOf } from './verdict.rule.js';

/** What a file turns out to be. */
export type Verified =
  | {
      readonly is: 'genuine';
      readonly file: CheckFile;
      readonly summary: Summary;
      readonly verdicts: readonly Verdict[];
    }
  /** Its events give another verdict than it states, or this version reads it otherwise: the signature holds. */
  | { readonly is: 'contradictory' | 'unreadable' }
  | { readonly is: 'altered' | 'no-check' }
  /** Signed under another secret, by the installation with that address, as it says itself. */
  | { readonly is: 'foreign'; readonly from: string };

// Somebody else may have written what it says of itself, and it is shown in a terminal.
const envelope = z.object({
  format: z.literal(FORMAT),
  from: z.string().transform(plainLine).catch('?'),
  signature: signatureSchema,
});

/**
 * Checks a file of a round's check: that it is as it was signed, and that its events, replayed, give the verdict it states.
 * @param bytes of the file
 * @param secret SECRET of this installation
 */
export function verifyFile(bytes: Uint8Array, secret: string): Verified {
  const text = read(bytes);
  const raw = parse(text);
  const sealed = envelope.safeParse(raw);
  if (!sealed.success) return { is: 'no-check' };
  const is = sealOf(raw as { signature: Signature }, secret);
  if (is === 'foreign') return { is, from: sealed.data.from };
  if (is === 'altered' || saysTwice(text, raw)) return { is: 'altered' };
  const checked = checkSchema.safeParse(raw);
  if (!checked.success) return { is: 'unreadable' };
  const file = checked.data;
  const verdicts = file.positions.map((position) => verdictOf(logIn(position)));
  const summary = summaryOf(verdicts);
  const states = { summary: file.summary, verdicts: file.positions.map(({ verdict }) => verdict) };
  // Once more through JSON, which writes instants as text.
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify({ summary, verdicts })), states)) return { is: 'contradictory' };
  return { is: 'genuine', file, summary, verdicts };
}

function read(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return '';
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Whether some object in a JSON text has a name twice (RFC 7493 §2.3 forbids it): the last one counts for us, while somebody
 * who reads the file may believe the first.
 */
function saysTwice(text: string, value: unknown): boolean {
  const written = [...text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)].filter(([, colon]) => colon).length;
  return written !== namesIn(value);
}

const namesIn = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce(
        (sum, one) => sum + namesIn(one),
        Array.isArray(value) ? 0 : Object.keys(value).length,
      )
    : 0;
