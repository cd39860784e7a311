import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { root } from '../../src/platform/root.js';
import { signedHeaders, webhookSecret } from '../../src/webhooks/signature.js';

const NOW = new Date('2026-11-10T12:00:00.400Z');
const BODY = '{"type":"accepted","data":{"title":"Språk"}}';
const SECRET = webhookSecret('s'.repeat(40), '0b6d4b52-7c1c-4f0e-9a53-3f6a2f7c9d11');
const headers = signedHeaders(SECRET, 'one', NOW, BODY);

let check: (secret: string, headers: Readonly<Record<string, string>>, body: string, now: number) => void;
beforeAll(async () => {
  const text = await readFile(join(root, 'docs', 'api.md'), 'utf8');
  const [, code = ''] = /```js\n(.*?)```/s.exec(text) ?? [];
  ({ check } = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`));
});

const at = (seconds: number) => NOW.getTime() + seconds * 1000;

test('the example in docs/api.md lets in what was signed, for five minutes and beside other signatures', () => {
  for (const now of [at(0), at(299), at(-299)]) expect(() => check(SECRET, headers, BODY, now)).not.toThrow();
  const rotated = { ...headers, 'webhook-signature': `v1,${'A'.repeat(43)}= ${headers['webhook-signature']}` };
  expect(() => check(SECRET, rotated, BODY, at(0))).not.toThrow();
});

test.each([
  ['another body', SECRET, headers, `${BODY} `, 0],
  ['another id', SECRET, { ...headers, 'webhook-id': 'two' }, BODY, 0],
  ['another secret', webhookSecret('s'.repeat(40), 'other'), headers, BODY, 0],
  ['no signature', SECRET, { ...headers, 'webhook-signature': '' }, BODY, 0],
  [
    'one of a later version',
    SECRET,
    { ...headers, 'webhook-signature': headers['webhook-signature'].replace('v1', 'v2') },
    BODY,
    0,
  ],
  ['one that came too late', SECRET, headers, BODY, 301],
  ['one from the future', SECRET, headers, BODY, -301],
  ['no instant', SECRET, { ...headers, 'webhook-timestamp': 'now' }, BODY, 0],
])('and refuses %s', (_, secret, given, body, seconds) => {
  expect(() => check(secret, given, body, at(seconds))).toThrow();
});
