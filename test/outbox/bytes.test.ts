import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer';
import { bytesOf } from '../../src/outbox/bytes.js';
import type { MailKind } from '../../src/outbox/kinds.js';
import { mailSamples } from '../../src/outbox/samples.js';
import { messageOf } from '../../src/outbox/transport.js';
import { writeMail } from '../../src/outbox/write-mail.js';
import { LOCALES } from '../../src/people/person.entity.js';

const ID = '0b6d4b52-7c1c-4f0e-9a53-3f6a2f7c9d11';
const NOW = new Date('2026-11-06T08:00:00Z');

/** The same message as we write it, and as Nodemailer's streams do. */
async function bothOf(data: ConstructorParameters<typeof MailComposer>[0]): Promise<[string, string]> {
  const message = new MailComposer(data).compile();
  return [bytesOf(message).toString('utf8'), (await message.build()).toString('utf8')];
}

describe.each(LOCALES)('in %s', (locale) => {
  test.each(Object.keys(mailSamples) as MailKind[])('%s is what Nodemailer makes of it', async (kind) => {
    const mail = { id: ID, offerId: ID, kind, locale, address: 'kari@student.example', facts: mailSamples[kind] };
    const context = {
      ...{ secret: 's'.repeat(40), baseUrl: 'http://127.0.0.1:3000', timeZone: 'Europe/Oslo', first: null },
      ...{ mailFrom: 'Stafett <stafett@faculty.example>', now: NOW },
    };
    const [ours, theirs] = await bothOf(messageOf(writeMail({ ...mail, createdAt: NOW } as never, context)));
    expect(ours).toBe(theirs);
  });
});

test('so is one of whatever text', async () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(' ', '\t', '.', '=', 'å', '\u{1f393}', 'a', ','), maxLength: 300 }),
  );
  // All that we write ends with a line.
  const text = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => `${lines.join('\n')}\n`);
  await fc.assert(
    fc.asyncProperty(text, text, text, async (plain, html, content) => {
      const [ours, theirs] = await bothOf({
        ...{ from: 'stafett@faculty.example', to: 'kari@student.example', subject: plain.slice(0, 80) },
        ...{ text: plain, html, textEncoding: 'quoted-printable', date: NOW, messageId: `<${ID}@faculty.example>` },
        attachments: [{ filename: 'frist.ics', contentType: 'text/calendar; charset=utf-8', content }],
      });
      expect(ours).toBe(theirs);
    }),
    { numRuns: 300 },
  );
});
