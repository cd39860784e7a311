import { expect, test } from '@jest/globals';
import { readReport } from '../../../src/outbox/bounces/report.js';
import { type Reported, reportMessage } from './reports.js';

const FROM = 'Stafett <stafett@faculty.example>';
const ID = '0b6d4b52-7c1c-4f0e-9a53-3f6a2f7c9d11';
const OURS = `stafett+${ID}@faculty.example`;

const read = (reported: Reported) => readReport(Buffer.from(reportMessage(reported)), FROM);

test('finds its mail by the address that it was sent to, and says what the server said, without addresses', async () => {
  expect(await read({ to: `<${OURS}>` })).toEqual({
    mailId: ID,
    failed: true,
    reason: '550 5.1.1 <address>: no such user',
  });
});

test.each<[string, Reported]>([
  [
    'the Message-ID of the headers that came back',
    { to: 'stafett@faculty.example', returned: [`Message-ID: <${ID}@faculty.example>`] },
  ],
  [
    'the Message-ID of the whole mail that came back',
    { to: 'stafett@faculty.example', whole: true, returned: [`Message-ID: <${ID}@faculty.example>`] },
  ],
  ['its return path there', { to: 'bounces@faculty.example', returned: [`Return-Path: <${OURS}>`] }],
  ['an address in capitals', { to: OURS.toUpperCase() }],
  ['an address with a name', { to: `"Stafett" <${OURS}>` }],
])('finds its mail by %s', async (_by, reported) => {
  expect(await read(reported)).toMatchObject({ mailId: ID, failed: true });
});

test.each<[string, Reported]>([
  ['another system of the same domain', { to: `forum+${ID}@faculty.example` }],
  ['another domain', { to: `stafett+${ID}@other.example` }],
  ['a domain that begins with ours', { to: `stafett+${ID}@faculty.example.net` }],
  ['no mail at all', { to: 'stafett@faculty.example' }],
])('is not ours when it is about %s', async (_what, reported) => {
  expect(await read(reported)).toBeNull();
});

test.each(['delayed', 'relayed'] as const)('one of a mail that was %s is no failure', async (action) => {
  expect(await read({ to: OURS, action })).toEqual({ mailId: ID, failed: false, reason: '' });
});

test('says the status where the server said nothing else', async () => {
  expect(await read({ to: OURS, fields: ['Status: 5.2.2'] })).toMatchObject({ reason: '5.2.2' });
});

test('a folded answer is one line, and one without end is cut', async () => {
  const folded = ['Diagnostic-Code: smtp;', ' 552 5.2.2 The mailbox', '\tis full'];
  expect(await read({ to: OURS, fields: folded })).toMatchObject({ reason: '552 5.2.2 The mailbox is full' });
  const endless = await read({ to: OURS, fields: [`Diagnostic-Code: smtp; 550 ${'no '.repeat(5_000)}`] });
  expect(endless?.reason.length).toBeLessThanOrEqual(500);
});

test('any other message is no report, whatever stands in it', async () => {
  const letter = `From: a@stud.example\r\nTo: ${OURS}\r\nSubject: Out of office\r\n\r\nAction: failed\r\n`;
  expect(await readReport(Buffer.from(letter), FROM)).toBeNull();
  const [cut = ''] = reportMessage({ to: OURS }).split('Final-Recipient');
  expect(await readReport(Buffer.from(cut), FROM)).toBeNull();
  expect(await readReport(Buffer.alloc(0), FROM)).toBeNull();
});
