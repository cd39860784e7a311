/** What names somebody in a text: their names, mail addresses and phone numbers. */
export interface Traits {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly phones: readonly string[];
}

// What may not stand right before or after it, or it is part of something longer.
const AFTER_LETTER = /[\p{L}\p{N}]$/u;
const BEFORE_LETTER = /^[\p{L}\p{N}]/u;
const AFTER_PART_OF_ADDRESS = /[\p{L}\p{N}.+_-]$/u;
const AFTER_DIGIT = /\d$/;
const BEFORE_DIGIT = /^\d/;
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

/** One thing that names somebody: the words of which it consists, in lower case, or the digits of a number. */
interface Trait {
  readonly words: readonly string[];
  readonly digits: string | null;
  readonly pattern: string;
  readonly notAfter: RegExp;
  readonly notBefore: RegExp;
}

/**
 * Takes what names somebody out of texts: whole words only, in whatever case.
 * @param sign what stands there instead
 * @returns the function that does it; it gives a text without any of that back as it is
 */
export function eraserOf({ names, addresses, phones }: Traits, sign: string): (text: string) => string {
  const byWord = byRarestWord([
    ...addresses.map((one) => ({ ...traitOf(one, escaped(one)), notAfter: AFTER_PART_OF_ADDRESS })),
    ...names.map((one) => traitOf(one, one.trim().split(/\s+/).map(escaped).join('\\s+'))),
  ]);
  const numbers = phones.flatMap(numberOf);
  // Of a whole round's people few stand in one text, and one pattern of all of them would take seconds to read it.
  return (text) => {
    const digits = [...text.matchAll(/\d[\d\s-]{3,}\d/g)].map(([run]) => run.replace(/\D/g, '')).join(' ');
    const there = [
      ...[...new Set(wordsIn(text))].flatMap((word) => byWord.get(word) ?? []),
      ...(digits === '' ? [] : numbers.filter((one) => digits.includes(one.digits ?? ''))),
    ];
    // The longest first: one name may be the beginning of another.
    return there
      .sort((a, b) => b.pattern.length - a.pattern.length)
      .reduce((left, trait) => takeOut(left, trait, sign), text);
  };
}

const takeOut = (text: string, { pattern, notAfter, notBefore }: Trait, sign: string) =>
  text.replace(new RegExp(pattern, 'giu'), (found, at: number) => {
    const isPart =
      notAfter.test(text.slice(Math.max(0, at - 2), at)) ||
      notBefore.test(text.slice(at + found.length, at + found.length + 2));
    return isPart ? found : sign;
  });

const traitOf = (text: string, pattern: string): Trait => ({
  words: wordsIn(text),
  digits: null,
  pattern,
  notAfter: AFTER_LETTER,
  notBefore: BEFORE_LETTER,
});

/** Each trait under the word in it that the fewest others have. */
function byRarestWord(traits: readonly Trait[]): ReadonlyMap<string, readonly Trait[]> {
  const counts = new Map<string, number>();
  for (const word of traits.flatMap(({ words }) => words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const byWord = new Map<string, Trait[]>();
  for (const trait of traits) {
    const [rarest] = [...trait.words].sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0));
    if (rarest === undefined) continue;
    const others = byWord.get(rarest);
    if (others) others.push(trait);
    else byWord.set(rarest, [trait]);
  }
  return byWord;
}

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** A phone number, with or without our country's code, however it is spaced. */
function numberOf(phone: string): Trait[] {
  const digits = phone
    .replace(/[^\d+]/g, '')
    .replace(/^(\+|00)47/, '')
    .replace(/\D/g, '');
  if (digits.length < DIGITS) return [];
  const pattern = `(?:(?:\\+|00)47[\\s-]*)?${[...digits].join('[\\s-]*')}`;
  return [{ words: [], digits, pattern, notAfter: AFTER_DIGIT, notBefore: BEFORE_DIGIT }];
}

/** The same thing with every text in it changed; keys, numbers and what is no JSON stay. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]));
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
