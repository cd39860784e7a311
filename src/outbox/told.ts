/** Facts as a mail tells them: every string on one plain line, and beside every `link` its address as `url`. */
export type Told<T> = T extends readonly (infer Item)[]
  ? readonly Told<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Told<T[K]> } & (T extends { readonly link: string }
        ? { readonly url: string }
        : unknown)
    : T;

/**
 * Readies facts for a mail.
 * @param addressOf the address that a link's id stands for
 */
export function tell<T>(facts: T, addressOf: (link: string) => string): Told<T> {
  return tellAny(facts, addressOf) as Told<T>;
}

function tellAny(value: unknown, addressOf: (link: string) => string): unknown {
  if (typeof value === 'string') return plainLine(value);
  if (Array.isArray(value)) return value.map((item) => tellAny(item, addressOf));
  if (typeof value !== 'object' || value === null) return value;
  const told = Object.entries(value).map(([key, item]) => [key, tellAny(item, addressOf)]);
  if ('link' in value && typeof value.link === 'string') told.push(['url', addressOf(value.link)]);
  return Object.fromEntries(told);
}

/**
 * A text from a user as one line of what can be seen: no line breaks, which could forge a header or a paragraph, and no
 * invisible marks, which could turn the direction of what follows. The joiners that some scripts are spelt with stay.
 */
export const plainLine = (text: string) =>
  text
    .replace(/(?![\u200c\u200d])\p{Cf}|\p{Cs}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
