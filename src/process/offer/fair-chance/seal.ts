import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';

/** What a sealed file ends with: how it was signed, which key that was, and the signature. */
export const signatureSchema = z.strictObject({
  algorithm: z.literal('HMAC-SHA-256'),
  /** The text that is signed: the whole file but for the value below, in the canonical form of RFC 8785. */
  over: z.literal('RFC 8785'),
  key: z.string().regex(/^[\da-f]{16}$/),
  value: z.string(),
});

export type Signature = z.infer<typeof signatureSchema>;

/** Signs a file, in whatever order and with whatever space it will be written. @param secret SECRET of the installation */
export function seal<T extends object>(content: T, secret: string): T & { readonly signature: Signature } {
  const key = keyOf(secret);
  const how = { algorithm: 'HMAC-SHA-256', over: 'RFC 8785', key: fingerprint(key) } as const;
  return { ...content, signature: { ...how, value: sign(key, { ...content, signature: how }) } };
}

/**
 * Whether a file is as it was signed. Takes the same time whatever its signature is.
 * @param file as JSON.parse reads it
 * @param secret SECRET of the installation that is said to have signed it
 * @returns `foreign` when another secret signed it, or it says so
 */
export function sealOf(file: { readonly signature: Signature }, secret: string): 'genuine' | 'altered' | 'foreign' {
  const key = keyOf(secret);
  if (file.signature.key !== fingerprint(key)) return 'foreign';
  const { value, ...how } = file.signature;
  try {
    return equal(sign(key, { ...file, signature: how }), value) ? 'genuine' : 'altered';
  } catch {
    // Half a character, or lists in lists without end: RFC 8785 has no form for it, so nobody signed it.
    return 'altered';
  }
}

// A key for this purpose alone (RFC 5869): nothing else that SECRET signs can pass for a file, nor the other way round.
const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'stafett fair chance check', 32));

const fingerprint = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 16);

const sign = (key: Buffer, content: object): string =>
  createHmac('sha256', key)
    .update(canonicalize(content) ?? '')
    .digest('base64url');

function equal(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
