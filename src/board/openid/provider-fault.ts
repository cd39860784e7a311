/**
 * Why a sign-in through the provider comes to nothing: the person or the provider said no, the answer does not hold, or
 * the provider cannot be asked.
 */
export type FaultReason = 'denied' | 'refused' | 'unreachable';

/** Thrown when the provider is of no use. Holds nothing of what was sent, which can be secret. */
export class ProviderFault extends Error {
  constructor(
    readonly reason: FaultReason,
    /** What the library or the provider calls it. */
    readonly code: string,
  ) {
    super(`The sign-in provider: ${reason}, ${code}.`);
  }
}

// The provider answers with something else than the protocol's words, or not in time.
const NO_ANSWER = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_HTTP_REQUEST_FORBIDDEN',
  'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
]);
// It does not know us: no person can help that (RFC 6749 5.2).
const OUR_FAULT = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope', 'unsupported_grant_type']);

/** What the library and `fetch` throw, as far as it says what happened. */
interface Thrown {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly cause?: unknown;
  /** What the provider calls it, and with which status it answered. */
  readonly error?: unknown;
  readonly status?: unknown;
}

/** What an error of the library means. @throws the error itself when it is none of the library's or the network's */
export function faultOf(thrown: unknown): ProviderFault {
  const { code, error, status } = thrown as Thrown;
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') return new ProviderFault('denied', wordOf(error));
  if (code === 'OAUTH_RESPONSE_BODY_ERROR') {
    const isPersons = Number(status) < 500 && !OUR_FAULT.has(String(error));
    return new ProviderFault(isPersons ? 'refused' : 'unreachable', wordOf(error));
  }
  const codes = codesOf(thrown);
  const own = codes.find((one) => one.startsWith('OAUTH_'));
  if (own) return new ProviderFault(NO_ANSWER.has(own) ? 'unreachable' : 'refused', own);
  if (codes.length > 0) return new ProviderFault('unreachable', wordOf(codes.at(-1)));
  throw thrown;
}

/** The codes of an error and of what caused it: of the library, of the network. A time that is up has a name alone. */
function codesOf(thrown: unknown): string[] {
  if (!(typeof thrown === 'object' && thrown !== null)) return [];
  const { code, name, cause } = thrown as Thrown;
  const own = name === 'TimeoutError' ? name : code;
  return [...(typeof own === 'string' ? [own] : []), ...codesOf(cause)];
}

// A word of the protocol. Somebody may have written anything in its place.
const wordOf = (given: unknown) => (typeof given === 'string' && /^[A-Za-z_]{1,50}$/.test(given) ? given : 'other');
