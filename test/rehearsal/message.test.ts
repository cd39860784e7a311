import { expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { decodeWords, readMessage } from '../../src/rehearsal/message.js';

const transport = createTransport({ streamTransport: true, buffer: true });

const TEXTS = [
  'Plain, short.\n',
  'Hei Åse,\n\n«blåbærsyltetøy» – = og =3D, 100 % og 🎓.\nhttp://127.0.0.1:1/l/a-b.c_d-e\n',
  `${'en lang linje uten skift, med æ, ø og å, '.repeat(20)}\n`,
  'Зимой и летом. 夏も冬も。\n'.repeat(9),
];

test.each(TEXTS)('reads what a full parser reads: %#', async (text) => {
  for (const html of [undefined, '<p>Hei</p>']) {
    const subject = `Tilbud: ${text.slice(0, 90).replaceAll('\n', ' ')}`;
    const headers = { 'X-Stafett-Kind': 'offer' };
    const { message } = await transport.sendMail({ to: 'a@b.example', subject, text, html, headers });
    const expected = await simpleParser(message as Buffer);
    const read = readMessage(message as Buffer);
    expect(read.text.replaceAll('\r\n', '\n').trimEnd()).toBe(expected.text?.trimEnd());
    expect(decodeWords(read.headers.get('subject') ?? '')).toBe(expected.subject);
    expect(read.headers.get('message-id')).toBe(expected.messageId);
    expect(read.headers.get('x-stafett-kind')).toBe('offer');
  }
});

test('a base64 part and base64 words', () => {
  const text = Buffer.from('Høst\n').toString('base64');
  const source = `Subject: =?UTF-8?B?SMO4c3Q=?= =?utf-8?Q?_=C3=A5ret?=\r\nContent-Transfer-Encoding: base64\r\n\r\n${text}`;
  const read = readMessage(Buffer.from(source));
  expect(read.text).toBe('Høst\n');
  expect(decodeWords(read.headers.get('subject') ?? '')).toBe('Høst året');
});

test('a message without plain text has none', () => {
  expect(readMessage(Buffer.from('Content-Type: text/html\r\n\r\n<p>Hi</p>')).text).toBe('');
});
