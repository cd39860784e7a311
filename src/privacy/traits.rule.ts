/** What names somebody in a text: their names, mail addresses and phone numbers. */
export interface Traits {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly phones: readonly string[];
}

const LETTER = '[\\p{L}\\p{N}]';
const PART_OF_ADDRESS = '[\\p{L}\\p{N}.+_-]';
/** A shorter number could be anything. */
const DIGITS = 5;

/** The texts to look for, so that a query finds the rows in which there may be something; in lower case. */
export const needlesOf = ({ names, addresses, phones }: Traits): string[] => {
  const needles = [...names, ...addresses, ...phones]
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '');
  // As JSON writes it, too.
  return [...new Set(needles.flatMap((one) => [one, JSON.stringify(one).slice(1, -1)]))];
};

/**
 * Takes what names somebody out of texts: whole words only, in whatever case.
 * @param sign what stands there instead
 * @returns the function that does it; it gives a text without any of that back as it is
 */
export function eraserOf({ names, addresses, phones }: Traits, sign: string): (text: string) => string {
  const patterns = [
    ...addresses.map((one) => `(?<!${PART_OF_ADDRESS})${escaped(one)}(?!${LETTER})`),
    ...names.map((one) => `(?<!${LETTER})${one.trim().split(/\s+/).map(escaped).join('\\s+')}(?!${LETTER})`),
    ...phones
      .map((one) => one.replace(/[^\d+]/g, ''))
      .filter((one) => one.replace('+', '').length >= DIGITS)
      .map((one) => `(?<!\\d)${[...one].map(escaped).join('[\\s-]*')}(?!\\d)`),
  ].filter((pattern) => pattern !== '');
  if (patterns.length === 0) return (text) => text;
  // The longest first: one name may be the beginning of another.
  const any = new RegExp(patterns.sort((a, b) => b.length - a.length).join('|'), 'giu');
  return (text) => text.replace(any, sign);
}

/** The same thing with every text in it changed; keys, numbers and what is no JSON stay. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]));
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
