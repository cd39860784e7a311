import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isPrivate } from '../../src/webhooks/address.js';
import { verdictOf } from '../../src/webhooks/answer.rule.js';
import { post } from '../../src/webhooks/post.js';
import { webhookUrl } from '../../src/webhooks/webhooks.js';
import { type Receiver, startReceiver } from '../support/receiver.js';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const at = (url: string, isAllowed = true) => post({ url, private: isAllowed }, '{}', { 'webhook-id': 'x' }, 1);

test('of a long answer no more than a little is read, and its status counts', async () => {
  let written = 0;
  const ended = new Promise<void>((resolve) => {
    receiver.answer = (response) => {
      response.writeHead(200).on('close', resolve);
      const more = () => {
        while (!response.destroyed && written < 1e9) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536))) return void response.once('drain', more);
        }
      };
      more();
    };
  });
  expect(await at(receiver.url)).toEqual({ status: 200 });
  await ended;
  // What the sockets on the way hold.
  expect(written).toBeLessThan(2e7);
});

test('one that takes the connection and never answers is waited for no longer than that', async () => {
  receiver.answer = () => undefined;
  expect(await at(receiver.url)).toEqual({ fault: 'no answer within 1 seconds' });
});

test('one that answers something else than HTTP has not answered', async () => {
  const other = createServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const address = other.address() as { port: number };
  expect(await at(`http://127.0.0.1:${address.port}/`)).toEqual({ fault: 'no connection: HPE_INVALID_CONSTANT' });
  other.close();
});

test('one that wants to speak another protocol has answered, and is let go', async () => {
  const gone = new Promise<void>((resolve) => {
    receiver.answer = (response) => {
      response.socket?.once('close', () => resolve());
      response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
    };
  });
  expect(await at(receiver.url)).toEqual({ status: 101 });
  await gone;
});

test('a name that leads into a private network is refused when it is connected to, unless that is meant', async () => {
  const { port } = new URL(receiver.url);
  const url = `http://localhost:${port}/stafett`;
  expect(await at(url, false)).toEqual({ fault: 'its name leads into a private network' });
  expect(receiver.received).toEqual([]);
  expect(await at(url.replace('localhost', '127.0.0.1'), true)).toEqual({ status: 204 });
});

test('a name that is none has no connection', async () => {
  expect(await at('https://nobody.invalid/', false)).toEqual({ fault: expect.stringMatching(/^no connection: E/) });
});

test.each([
  ['https://payroll.uni.example/', false],
  ['https://93.184.216.34/', false],
  ['https://[2606:2800:220:1::1]/', false],
  ['http://localhost:8080/', true],
  ['https://10.1.2.3/', true],
  ['https://192.168.1.1/', true],
  ['https://172.20.0.1/', true],
  ['https://169.254.169.254/latest/meta-data', true],
  ['https://127.1/', true],
  ['https://2130706433/', true],
  ['https://0x7f000001/', true],
  ['https://0.0.0.0/', true],
  ['https://[::1]/', true],
  ['https://[::ffff:10.0.0.1]/', true],
  ['https://[fd00::1]/', true],
  ['https://[fe80::1]/', true],
])('%s says itself that it is private: %s', (url, is) => {
  expect(isPrivate(new URL(url))).toBe(is);
});

describe('the address of a webhook', () => {
  test.each(['https://payroll.uni.example/x?y=1', 'http://localhost:8080/', 'http://127.0.0.1/', 'http://[::1]:3/'])(
    'may be %s',
    (url) => expect(webhookUrl.safeParse(url).success).toBe(true),
  );
  test.each([
    ['http://payroll.uni.example/', 'must start with https://'],
    ['http://10.0.0.1/', 'must start with https://'],
    ['http://localhost.evil.example/', 'must start with https://'],
    ['ftp://payroll.uni.example/', 'must start with https://'],
    ['file:///etc/passwd', 'must start with https://'],
    ['https://user:secret@payroll.uni.example/', 'must not hold a login'],
    ['payroll', 'is no address'],
    ['', 'is no address'],
  ])('may not be %s', (url, says) => {
    expect(webhookUrl.safeParse(url).error?.issues[0]?.message).toContain(says);
  });
});

test.each([
  [200, 'delivered'],
  [204, 'delivered'],
  [299, 'delivered'],
  [199, 'later'],
  [300, 'later'],
  [302, 'later'],
  [400, 'later'],
  [401, 'later'],
  [404, 'later'],
  [410, 'gone'],
  [429, 'unreachable'],
  [500, 'later'],
  [502, 'unreachable'],
  [503, 'unreachable'],
  [504, 'unreachable'],
])('an answer of %d: %s', (status, verdict) => {
  expect(verdictOf({ status })).toBe(verdict);
});
