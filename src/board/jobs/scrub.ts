import { withoutAddresses } from '../../platform/without-addresses.js';

/** A copy of what is about to be sent as JSON, each text in it without mail addresses. */
export function scrub<T>(body: T): T {
  if (body === undefined) return body;
  return JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
    typeof value === 'string' ? withoutAddresses(value) : value,
  ) as T;
}
