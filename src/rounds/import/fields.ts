import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** What a fault says after the path and the value: that it is not `what` (or is missing), and how to mend it. */
export const told = (what: string, remedy: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined ? `is missing. ${remedy}` : `is not ${what}. ${remedy}`,
});

const text = (what: string, remedy: string, fits: (text: string) => boolean) =>
  z.string(told(what, remedy)).refine(fits, told(what, remedy));

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** One of a few words. */
export const oneOf = <const W extends string>(...words: readonly [W, ...W[]]) =>
  z.enum(words, told(`one of ${words.join(', ')}`, `Write ${OR.format(words)}.`));

/** A whole number, at least `least` and at most `most`. */
export function whole(least: number, most?: number) {
  const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
  const fault = told(`a whole number ${range}`, `Write a whole number ${range}, without quotation marks.`);
  const number = z.int(fault).min(least, fault);
  return most === undefined ? number : number.max(most, fault);
}

/** `true` or `false`. */
export const yesOrNo = z.boolean(told('true or false', 'Write true or false, without quotation marks.'));

// A browser resolves a path segment of dots away, hence the first character; a job's id may hold no colon and not be all
// digits.
const ID = /^[\p{L}\p{Nd}][\p{L}\p{Nd}._-]{0,63}$/u;

/** The id of a campus, round or position. */
export const id = text(
  'an id',
  'Use 1 to 64 letters, digits, dots, hyphens and underscores, a letter or digit first, and not digits alone.',
  (value) => ID.test(value) && !/^\d+$/.test(value),
);

// Line breaks would reach mail headers, bidirectional overrides make a name read as another, PostgreSQL has no surrogates.
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Whether a text has no characters that would do something other than be read. */
export const isSafe = (value: string) => !UNSAFE.test(value);

/** One line of text for people to read, such as a name or a title. */
export function line(what: string, most = 200) {
  return text(
    what,
    `Write 1 to ${most} characters on one line.`,
    (value) => value.trim() !== '' && value.length <= most && isSafe(value),
  ).overwrite((value) => value.normalize('NFC').trim());
}

const ATOM = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const LABEL = /^[\p{L}\p{Nd}]([\p{L}\p{Nd}-]{0,61}[\p{L}\p{Nd}])?$/u;

/** Whether a text can be a mail address: what is refused here cannot be delivered or would need quoting in a header. */
export function isEmail(value: string): boolean {
  const at = value.lastIndexOf('@');
  const [local, labels] = [value.slice(0, at), value.slice(at + 1).split('.')];
  const fits = at > 0 && local.length <= 64 && value.length <= 254 && labels.length > 1;
  return fits && ATOM.test(local) && labels.every((label) => LABEL.test(label));
}

/** A mail address, in lower case. */
export const email = text('a mail address', 'Write it as name@uni.example.', isEmail).overwrite((value) =>
  value.toLowerCase(),
);

/** A time zone of the IANA data base. */
export const timeZone = text('a time zone', 'Write an IANA zone such as Europe/Oslo.', isZone);

function isZone(name: string): boolean {
  // An offset such as +02:00, which Intl takes for a zone, knows no daylight saving.
  if (!/^\p{L}/u.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const LOCAL = /^2\d{3}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

/** A wall-clock time, normalised to minutes when its seconds are zero. */
export const dateTime = text('a date and time', 'Write it as 2026-10-26T23:59.', exists).overwrite(withoutZeroSeconds);

function exists(local: string): boolean {
  if (!LOCAL.test(local)) return false;
  try {
    Temporal.PlainDateTime.from(local);
    return true;
  } catch {
    return false;
  }
}

/** One way to write a wall-clock time, so that `10:00` and `10:00:00` compare equal. */
export function withoutZeroSeconds(local: string): string {
  return local.replace(/(T\d\d:\d\d):00$/, '$1');
}

/** An ISO 8601 duration of days, hours and minutes. */
export const duration = text('a duration', 'Write it as P2DT3H30M: days, then hours and minutes.', (value) =>
  /^P(?=\d|T)(\d{1,4}D)?(T(?=\d)(\d{1,5}H)?(\d{1,5}M)?)?$/.test(value),
);
