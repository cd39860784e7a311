import { createHash, randomBytes } from 'node:crypto';

// 256 random bits, which no slow hash has to protect.
const BYTES = 32;

/** A secret that is shown once, as text for an address or a header. */
export const newSecret = (): string => randomBytes(BYTES).toString('base64url');

/** What is kept of a secret, and what it is found by: SHA-256, in hexadecimal. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
