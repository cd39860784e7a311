import { message } from '../platform/messages.js';
import type { Locale } from './person.entity.js';

/** What the database has in place of a name, and of whatever else named somebody, once they are erased. */
export const ERASED = '[erased]';

/** In place of the address of somebody who was erased (RFC 2606 §2: no mail ever goes there). */
export const erasedAddress = (id: string): string => `${id}@erased.invalid`;

const SIGNS = /\[erased\]|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}@erased\.invalid/g;

const MAIL_TO = /<a [^>]*href="mailto:[\da-f-]{36}@erased\.invalid"[^>]*>[^<]*<\/a>/g;

/** A page in which whoever was erased is called so in the reader's language, and has no address. */
export const showErased = (html: string, locale: Locale): string =>
  namesErased(html) ? sayErased(html.replace(MAIL_TO, ''), locale) : html;

/** A text, such as a cell of a table, in which whoever was erased is called so in the reader's language. */
export const sayErased = (text: string, locale: Locale): string =>
  namesErased(text) ? text.replace(SIGNS, () => message(locale, 'common', 'erased')) : text;

// Few texts do, and to look for the signs as they are, or for a word that begins with a frequent letter, takes a large page longer.
const namesErased = (text: string): boolean => /erased(?:\]|\.invalid)/.test(text);
