import { createHmac, timingSafeEqual } from 'node:crypto';

// Two uses of one secret must never yield each other's values, hence the use in the signed text.
const sign = (secret: string, use: string, id: string) =>
  createHmac('sha256', secret).update(`${use}:${id}`).digest('base64url');

/** The path of a link as it stands in a mail: `/l/<id>.<signature>`. */
export const signedPath = (secret: string, id: string) => `/l/${id}.${sign(secret, 'link', id)}`;

/** Whether `signature` is the one of the link `id`. Takes the same time whatever is given. */
export const isSignature = (secret: string, id: string, signature: string) =>
  equal(sign(secret, 'link', id), signature);

/** The value of the cookie that keeps a link open in one browser after its signature has left the address. */
export const cookieValue = (secret: string, id: string) => sign(secret, 'cookie', id);

/** Whether `value` is the cookie of the link `id`. */
export const isCookieValue = (secret: string, id: string, value: string) => equal(sign(secret, 'cookie', id), value);

function equal(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
