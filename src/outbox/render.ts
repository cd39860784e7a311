import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Handlebars from 'handlebars';
import { signedPath } from '../links/signature.js';
import { sayErased } from '../people/erased.js';
import type { Locale } from '../people/person.entity.js';
import { root } from '../platform/root.js';
import type { MailFacts, MailKind } from './kinds.js';
import { type Letter, write } from './letter.js';
import { tell } from './told.js';

export interface Rendered {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export interface RenderContext {
  readonly secret: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly timeZone: string;
  /** Shows `…` for every link, so that whoever reads the mail in the board cannot act as its recipient. */
  readonly maskLinks?: boolean;
}

/**
 * The subject, HTML and plain text of a mail in its recipient's language.
 * The signatures of links are made here and stand nowhere else.
 */
export function renderMail<K extends MailKind>(
  kind: K,
  locale: Locale,
  facts: MailFacts[K],
  context: RenderContext,
): Rendered {
  const { secret, baseUrl, timeZone, maskLinks: masked = false } = context;
  const told = tell(facts, (link) => (masked ? '…' : baseUrl + signedPath(secret, link)));
  const letter = { ...write(kind, told, { locale, timeZone }, baseUrl), masked };
  templates ??= { html: compile('html', false), text: compile('txt', true) };
  return {
    subject: sayErased(letter.subject, locale),
    html: sayErased(templates.html(letter), locale),
    text: `${sayErased(templates.text(letter), locale)
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n`,
  };
}

type Template = HandlebarsTemplateDelegate<Letter & { readonly masked: boolean }>;

let templates: { readonly html: Template; readonly text: Template } | undefined;

/** Compiles `templates/mail/letter.<format>.hbs` with its neighbours of the same format as partials. */
function compile(format: 'html' | 'txt', noEscape: boolean): Template {
  const folder = join(root, 'templates', 'mail');
  const ending = `.${format}.hbs`;
  const handlebars = Handlebars.create();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(ending)))
    handlebars.registerPartial(basename(file, ending), readFileSync(join(folder, file), 'utf8'));
  // Strict: a misspelt name fails in the tests instead of leaving a gap in a mail.
  return handlebars.compile('{{> letter}}', { noEscape, strict: true });
}
