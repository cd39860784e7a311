const ADDRESS = /[^\s<>"'(),:;@[\]\\]+@[^\s<>"'(),:;@[\]\\]+/g;

/** The same text without mail addresses. */
export const scrubText = (text: string) => text.replace(ADDRESS, '[address]');

/** A copy of what is about to be sent as JSON, each text in it without mail addresses. */
export function scrub<T>(body: T): T {
  if (body === undefined) return body;
  return JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
    typeof value === 'string' ? scrubText(value) : value,
  ) as T;
}
