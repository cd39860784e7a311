import { describe, expect, test } from '@jest/globals';
import { type Fault, failureOf, nextTry, reasonOf } from '../../src/outbox/failure.js';

const fault = (more: Partial<Fault>): Fault => ({ message: 'a fault', ...more });
const answered = (responseCode: number, command: string, code = 'EENVELOPE') => fault({ responseCode, command, code });

describe('the verdict on a failed try', () => {
  test.each<[string, Fault, ReturnType<typeof failureOf>['verdict']]>([
    ['a mailbox that is full for now', answered(452, 'RCPT TO'), 'retry'],
    ['greylisting', answered(451, 'RCPT TO'), 'retry'],
    ['a message put off', answered(450, 'DATA', 'EMESSAGE'), 'retry'],
    ['a server that closes', answered(421, 'CONN', 'ECONNECTION'), 'retry'],
    ['a session in the wrong state', answered(503, 'RCPT TO'), 'retry'],
    ['an unknown recipient', answered(550, 'RCPT TO'), 'rejected'],
    ['DATA without a recipient', answered(554, 'DATA'), 'rejected'],
    ['a message that is refused', answered(552, 'DATA', 'EMESSAGE'), 'rejected'],
    ['an address that no server can be given', fault({ code: 'EENVELOPE', command: 'API' }), 'rejected'],
    ['a message larger than the server takes', fault({ code: 'EMESSAGE', command: 'MAIL FROM' }), 'rejected'],
    ['a sender that is refused', answered(550, 'MAIL FROM'), 'retry'],
    ['a greeting that refuses us', answered(554, 'CONN', 'EPROTOCOL'), 'retry'],
    ['an EHLO that is refused', answered(550, 'EHLO', 'ECONNECTION'), 'retry'],
    ['a wrong password', answered(535, 'AUTH PLAIN', 'EAUTH'), 'refused-by-login'],
    ['a mechanism that is too weak', answered(534, 'AUTH LOGIN', 'EAUTH'), 'refused-by-login'],
    ['a login that is wanted', answered(530, 'MAIL FROM'), 'refused-by-login'],
    ['a login that is wanted of a recipient', answered(530, 'RCPT TO'), 'refused-by-login'],
    ['no password', fault({ code: 'EAUTH', command: 'API' }), 'refused-by-login'],
    ['a login that fails for now', answered(454, 'AUTH PLAIN', 'EAUTH'), 'retry'],
    ['a server that is not there', fault({ code: 'ESOCKET', command: 'CONN' }), 'retry'],
    ['a name that is not known', fault({ code: 'EDNS', command: 'CONN' }), 'retry'],
    ['a certificate that is not trusted', fault({ code: 'ETLS', command: 'STARTTLS' }), 'retry'],
    ['silence', fault({ code: 'ETIMEDOUT', command: 'CONN' }), 'retry'],
    ['anything else', fault({}), 'retry'],
  ])('%s', (_name, given, verdict) => {
    expect(failureOf(given)).toEqual({ verdict, uncertain: false, reason: 'a fault' });
  });
});

describe('whether the mail may have arrived', () => {
  test.each<[string, Fault, boolean]>([
    ['silence after the whole message', fault({ code: 'ETIMEDOUT', handedOver: true }), true],
    ['the connection ends after the whole message', fault({ code: 'ECONNECTION', handedOver: true }), true],
    ['the connection ends before that', fault({ code: 'ECONNECTION', handedOver: false }), false],
    ['a reply to the whole message', { ...answered(451, 'DATA', 'EMESSAGE'), handedOver: true }, false],
  ])('%s', (_name, given, uncertain) => {
    expect(failureOf(given)).toMatchObject({ uncertain });
  });
});

describe('the reason', () => {
  test.each([
    ['550 5.1.1 <kari.nordmann@example.org>: no such user', '550 5.1.1 <address>: no such user'],
    ['rejected: kari@example.org, ola@sub.example.org.', 'rejected: <address>, <address>'],
    ['<"kari nordmann"@example.org> unknown', '<address> unknown'],
    ['for kari@[192.0.2.1] (kåre@blåbær.example)', 'for <address> (<address>)'],
    ['two\r\n lines\u0000', 'two lines'],
    ['see https://example.org/help', 'see https://example.org/help'],
  ])('of %j holds no address', (message, reason) => {
    expect(reasonOf(message)).toBe(reason);
  });

  test('is short', () => {
    expect(reasonOf('too long '.repeat(10_000))).toHaveLength(500);
    expect(reasonOf('x'.repeat(1_000_000))).toBe('');
    // the address that is cut in two at 2,000 is left out
    expect(reasonOf(`${' '.repeat(1_990)}kari.nordmann@example.org`)).toBe('');
  });
});

describe('the next try', () => {
  const written = new Date('2026-10-01T08:00:00Z');
  const minutesAfter = (minutes: number) => new Date(written.getTime() + minutes * 60_000);
  const FOUR_DAYS = 4 * 24 * 60;

  test.each([
    [1, 1],
    [2, 5],
    [3, 15],
    [4, 30],
    [5, 60],
    [6, 60],
    [90, 60],
  ])('after %i tries is in %i minutes', (attempts, wait) => {
    expect(nextTry(attempts, written, minutesAfter(100))).toEqual(minutesAfter(100 + wait));
  });

  test('is the last at four days exactly', () => {
    expect(nextTry(95, written, minutesAfter(FOUR_DAYS - 60))).toEqual(minutesAfter(FOUR_DAYS));
    expect(nextTry(95, written, minutesAfter(FOUR_DAYS - 59))).toEqual(minutesAfter(FOUR_DAYS));
    expect(nextTry(96, written, minutesAfter(FOUR_DAYS - 1))).toEqual(minutesAfter(FOUR_DAYS));
    expect(nextTry(97, written, minutesAfter(FOUR_DAYS))).toBeNull();
    expect(nextTry(97, written, minutesAfter(FOUR_DAYS + 1))).toBeNull();
  });

  test('still has the short waits when nothing could leave for four days', () => {
    expect(nextTry(1, written, minutesAfter(FOUR_DAYS + 600))).toEqual(minutesAfter(FOUR_DAYS + 601));
    expect(nextTry(4, written, minutesAfter(FOUR_DAYS + 600))).toEqual(minutesAfter(FOUR_DAYS + 630));
    expect(nextTry(5, written, minutesAfter(FOUR_DAYS + 600))).toBeNull();
  });
});
