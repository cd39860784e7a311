import { describe, expect, test } from '@jest/globals';
import { type ParsedMail, simpleParser } from 'mailparser';
import type { MailKind } from '../../src/outbox/kinds.js';
import type { Mail } from '../../src/outbox/mail.entity.js';
import { SAMPLE_AT, sampleMail } from '../../src/outbox/sample-mail.js';
import { mailKinds } from '../../src/outbox/samples.js';
import { sourceOf } from '../../src/outbox/source.js';
import { writeMail } from '../../src/outbox/write-mail.js';
import type { Locale } from '../../src/people/person.entity.js';
import { poisoned } from './poison.js';

const context = {
  ...{ secret: 's'.repeat(32), baseUrl: 'https://stafett.example', timeZone: 'Europe/Oslo' },
  ...{ mailFrom: 'Stafett <stafett@faculty.example>', now: SAMPLE_AT, first: null },
};
const everyMail = mailKinds.flatMap((kind) => (['nb', 'en'] as Locale[]).map((locale) => ({ kind, locale })));

interface Sent {
  readonly mail: ParsedMail;
  readonly subject: string;
  /** The lines of the header, folded as they are. */
  readonly header: readonly string[];
}

async function send(kind: MailKind, locale: Locale, change: (facts: object) => object = (facts) => facts) {
  const row: Mail = sampleMail(kind, locale);
  const outgoing = writeMail({ ...row, facts: change(row.facts) }, context);
  const source = await sourceOf(outgoing);
  const text = source.toString('latin1');
  const header = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
  return { mail: await simpleParser(source), subject: outgoing.subject, header } satisfies Sent;
}

const namesOf = (header: readonly string[]) =>
  header.flatMap((line) => /^([\w-]+):/.exec(line)?.[1]?.toLowerCase() ?? []).sort();

test.each(everyMail)('$kind in $locale arrives with its subject, in letters that every server takes', async (one) => {
  const { mail, subject, header } = await send(one.kind, one.locale);
  expect(mail.subject).toBe(subject);
  expect([...subject].length).toBeLessThanOrEqual(78);
  for (const line of header) expect(line).toMatch(/^[\x20-\x7e\t]{1,78}$/);
  expect(mail.headers.get('x-stafett-kind')).toBe(one.kind);
  expect(mail.text?.trim().split('\n').length).toBeGreaterThan(5);
  expect(mail.html).toContain(`<html lang="${one.locale}"`);
});

test('Norwegian letters arrive as they were written', async () => {
  const { mail } = await send('laos-reminder', 'nb');
  expect(mail.subject).toBe('Ta LAOS-opplæringen: læringsassistent i TDT4100');
  expect(mail.to).toMatchObject({ value: [{ name: 'Nora Hauge Åsen' }] });
  expect(mail.text).toContain('opplæringen');
});

test.each(everyMail)('names do no harm to the header of $kind in $locale', async ({ kind, locale }) => {
  const { mail, subject, header } = await send(kind, locale, (facts) => poisoned(facts));
  expect(namesOf(header)).toEqual(namesOf((await send(kind, locale)).header));
  expect([mail.bcc, mail.cc]).toEqual([undefined, undefined]);
  expect(mail.to).toMatchObject({ value: [{ address: 'recipient@uni.example' }] });
  expect(mail.subject).toBe(subject);
  const names = [mail.to, mail.replyTo].flatMap((list) => (list ? [list].flat() : [])).flatMap(({ value }) => value);
  for (const said of [subject, ...names.map(({ name }) => name)])
    expect(said).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
  // RFC 5322 §2.1.1.
  for (const line of header) expect(line).toMatch(/^[\x20-\x7e\t]{1,998}$/);
});

describe('a name of 200 characters', () => {
  const name = 'Åse '.repeat(50).trim();

  test('is said in full in the letter and in the address, and cut in the subject', async () => {
    const { mail, header } = await send('offer', 'nb', (facts) => ({ ...facts, recipient: name, course: name }));
    expect(mail.to).toMatchObject({ value: [{ name, address: 'recipient@uni.example' }] });
    expect(mail.text).toContain(name);
    expect([...(mail.subject ?? '')].length).toBe(78);
    expect(mail.subject).toMatch(/…$/);
    for (const line of header) expect(line.length).toBeLessThanOrEqual(998);
  });
});
