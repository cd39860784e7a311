import { extname } from 'node:path';

/**
 * The header `Content-Disposition` of a file to keep (RFC 6266): its name in UTF-8, and in ASCII for whoever cannot read
 * that.
 * @param name in letters of any language; what a file name may not hold is taken out
 */
export function contentDisposition(name: string): string {
  const safe = fileName(name);
  return `attachment; filename="${ascii(safe)}"; filename*=UTF-8''${encode(safe)}`;
}

// What has a meaning to some file system, and what cannot be seen.
const UNSAFE = /[/\\:*?"<>|%;]|\p{C}|\p{Zl}|\p{Zp}/gu;
const LONGEST = 120;

/** The name without what a file name may not hold, keeping its ending however long it is. */
function fileName(name: string): string {
  const safe = name.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim().replace(/^\.+/, '');
  const ending = extname(safe);
  const characters = [...safe.slice(0, safe.length - ending.length)];
  return `${characters.slice(0, LONGEST).join('').trim()}${ending}`;
}

const LETTERS: Readonly<Record<string, string>> = {
  æ: 'ae',
  Æ: 'AE',
  ø: 'o',
  Ø: 'O',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  ß: 'ss',
};

const ascii = (name: string) =>
  name
    .replace(/[æÆøØðÐþß]/g, (letter) => LETTERS[letter] as string)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, '_');

// encodeURIComponent leaves four characters that RFC 8187 does not allow.
const encode = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
