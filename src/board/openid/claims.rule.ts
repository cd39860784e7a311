/** What a provider says of whoever signed in there. */
export type Claims = Readonly<Record<string, unknown>>;

/** What the provider knows a person by; or why it tells nobody apart: the claim is not there, or is not vouched for. */
export type Known = { readonly as: string } | { readonly as: null; readonly fault: 'missing' | 'unverified' };

// As long as a mail address may be.
const LONGEST = 254;

/**
 * Whom the claims are about. An address counts only when the provider says that it is verified (OpenID Connect Core 5.1);
 * anything but a plain true is no such word. Other claims are the provider's own.
 * @param claim the claim that people are known by
 */
export function knownBy(claims: Claims, claim: string): Known {
  const given = sameName(textOf(claims[claim], LONGEST));
  if (given === '') return { as: null, fault: 'missing' };
  if (claim === 'email' && claims.email_verified !== true) return { as: null, fault: 'unverified' };
  return { as: given };
}

/** A name as it is compared: an address is the same in capitals, any other name is not (OpenID Connect Core 2, `sub`). */
export const sameName = (name: string) => (name.includes('@') ? name.toLowerCase() : name);

/** Whether a claim has a value, or has it among others. */
export function hasValue(
  claims: Claims,
  { claim, value }: { readonly claim: string; readonly value: string },
): boolean {
  const given = claims[claim];
  return given === value || (Array.isArray(given) && given.includes(value));
}

/** What somebody is called by the claims; empty when they do not say. */
export const nameIn = (claims: Claims) => textOf(claims.name, 200);

/** A line of text; empty when it is none, or too long. */
function textOf(given: unknown, longest: number): string {
  const text = typeof given === 'string' ? given.replace(/[\p{C}\s]+/gu, ' ').trim() : '';
  return text.length <= longest ? text : '';
}
