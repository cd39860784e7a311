import { type Response, Router } from 'express';
import { type MailLine, readLine, readMail } from './read.js';
import { listMailFiles, readMailFile } from './store.js';

const PER_PAGE = 100;

// Also without the frame around it, the mail's HTML can run nothing, load nothing and reach no cookie.
const HTML_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation',
].join('; ');

/**
 * Pages that show the mails of a mailbox: `/` the list, `/<file>` one mail, `/<file>/html` its HTML. They show everybody's
 * links to whoever can open them, so they belong only where the mailbox stands in for a mail server.
 * @param directory that of `startMailbox`
 */
export function mailboxPages(directory: string): Router {
  const routes = Router();

  routes.get('/', async (request, response) => {
    const names = await listMailFiles(directory);
    const last = Math.max(1, Math.ceil(names.length / PER_PAGE));
    const asked = Number(request.query.page ?? 1);
    const page = Number.isInteger(asked) ? Math.min(Math.max(asked, 1), last) : 1;
    const shown = names.slice((page - 1) * PER_PAGE, page * PER_PAGE);
    response.set('Cache-Control', 'no-store').render('mailbox', {
      page: 'mailbox',
      title: 'Mailbox',
      base: request.baseUrl,
      mails: (await linesOf(directory, shown)).map((mail) => ({ ...mail, when: when(mail, response) })),
      count: names.length,
      pages: last > 1 ? { at: page, last } : null,
      newer: page > 1 ? page - 1 : null,
      older: page < last ? page + 1 : null,
    });
  });

  routes.get('/:file', async (request, response, next) => {
    const { file } = request.params;
    const message = await readMailFile(directory, file);
    if (!message) return next();
    const mail = await readMail(file, message);
    response.set('Cache-Control', 'no-store').render('mailbox-mail', {
      page: 'mailbox',
      title: mail.subject || 'Mail',
      base: request.baseUrl,
      mail: { ...mail, when: when(mail, response) },
    });
  });

  routes.get('/:file/html', async (request, response, next) => {
    const { file } = request.params;
    const message = await readMailFile(directory, file);
    const html = message && (await readMail(file, message)).html;
    if (!html) return next();
    response
      .set({ 'Content-Security-Policy': HTML_POLICY, 'Cache-Control': 'no-store' })
      .type('html')
      .send(forFrame(html));
  });

  return routes;
}

async function linesOf(directory: string, names: readonly string[]): Promise<MailLine[]> {
  const lines = await Promise.all(
    names.map(async (name) => {
      const message = await readMailFile(directory, name);
      return message && readLine(name, message);
    }),
  );
  // A mail that was deleted while the list was read is no line.
  return lines.filter((line) => line !== null);
}

/** The mail's own date, which in a rehearsal is not today, in the faculty's zone: `2026-10-05 23:59`. */
function when({ date }: MailLine, { locals }: Response): string {
  const timeZone = typeof locals.timeZone === 'string' ? locals.timeZone : 'UTC';
  return date
    ? new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(date)
    : '';
}

/** Makes the mail's links open in the whole window instead of its frame. */
function forFrame(html: string): string {
  const base = '<base target="_top">';
  const head = /<head(\s[^>]*)?>/i;
  return head.test(html) ? html.replace(head, (tag) => `${tag}${base}`) : `${base}${html}`;
}
