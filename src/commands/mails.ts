import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { MailKind } from '../outbox/kinds.js';
import { languagesOf, SAMPLE_AT, sampleMail } from '../outbox/sample-mail.js';
import { mailKinds } from '../outbox/samples.js';
import { sourceOf } from '../outbox/source.js';
import { writeMail } from '../outbox/write-mail.js';
import type { Locale } from '../people/person.entity.js';
import { type Config, newSecret } from '../platform/config.js';
import { message } from '../platform/messages.js';
import { Refusal } from '../platform/refusal.js';
import { root } from '../platform/root.js';
import { type Output, tell } from './output.js';

/**
 * Writes a sample of every kind of mail in each of its languages to a folder: the HTML, the plain text and the message as it is
 * sent, and an index of them all. Files of these names are written over, whatever else is there stays.
 * @throws Refusal when a file cannot be written
 */
export async function mailsCommand(config: Config, folder: string, output: Output): Promise<void> {
  // Links signed with a secret that nobody keeps: they look right and open nothing.
  const signed = { ...config, secret: newSecret() };
  const written = await Promise.all(
    mailKinds.flatMap((kind) => languagesOf(kind).map((locale) => filesOf(kind, locale, signed))),
  );
  const files = [...written.flat(), { name: 'index.html', content: await index() }];
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, content } of files) await writeFile(join(folder, name), content);
  } catch (error) {
    throw new Refusal(`The samples could not be written: ${error instanceof Error ? error.message : error}`);
  }
  const lines = [`Wrote ${files.length} files. Look at ${join(folder, 'index.html')}`];
  tell(output, lines, { folder, files: files.map(({ name }) => name) });
}

async function filesOf(kind: MailKind, locale: Locale, config: Config & { readonly secret: string }) {
  const mail = writeMail(sampleMail(kind, locale), { ...config, now: SAMPLE_AT, first: null });
  return [
    { name: `${kind}.${locale}.html`, content: mail.html },
    { name: `${kind}.${locale}.txt`, content: mail.text },
    { name: `${kind}.${locale}.eml`, content: await sourceOf(mail) },
  ];
}

async function index(): Promise<string> {
  const template = await readFile(join(root, 'templates', 'mail', 'index.hbs'), 'utf8');
  return Handlebars.compile(template, { strict: true })({
    kinds: mailKinds.map((kind) => ({
      kind,
      name: message('en', 'board', `mail-kind.${kind}`),
      sent: message('en', 'board', `mail-kinds.sent.${kind}`),
      locales: languagesOf(kind).map((locale) => ({ locale, name: message(locale, 'common', 'language.name') })),
    })),
  });
}
