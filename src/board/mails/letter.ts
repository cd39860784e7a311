import type { Response } from 'express';
import type { Mail } from '../../outbox/mail.entity.js';
import { type Rendered, renderMail } from '../../outbox/render.js';
import type { App } from '../../platform/app.js';

// A letter has its styles in its elements. It can run nothing, load nothing, open nothing and reach no cookie.
const LETTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox";

/** Sends the HTML of a mail as a page of its own, for the frame of another. */
export function sendLetter(response: Response, { html }: Rendered): void {
  response.set('Content-Security-Policy', LETTER_POLICY).type('html').send(html);
}

/**
 * A mail as its recipient reads it, without its links.
 * @returns null when it cannot be written, which is then the reason why it waits
 */
export function showLetter(
  app: App,
  { kind, locale, facts }: Pick<Mail, 'kind' | 'locale' | 'facts'>,
): Rendered | null {
  try {
    return renderMail(kind, locale, facts as never, { ...app.config, maskLinks: true });
  } catch (error) {
    app.log.warn({ err: error, kind }, 'mail-not-written');
    return null;
  }
}
