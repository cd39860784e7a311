import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify';
import { dkimOf } from '../../src/outbox/dkim.js';
import { mailSamples } from '../../src/outbox/samples.js';
import { createPost } from '../../src/outbox/transport.js';
import { writeMail } from '../../src/outbox/write-mail.js';
import { startSmtp } from '../support/smtp.js';

const MAIL_FROM = 'Stafett <stafett@faculty.example>';
const ID = '0b6d4b52-7c1c-4f0e-9a53-3f6a2f7c9d11';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stafett-dkim-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const pem = { type: 'pkcs8', format: 'pem' } as const;
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });

async function keep(text: string): Promise<{ selector: string; keyFile: string }> {
  const keyFile = join(directory, `${text.length}-${Math.random()}.pem`);
  await writeFile(keyFile, text);
  return { selector: 'autumn', keyFile };
}

const offer = () =>
  writeMail(
    {
      ...{ id: ID, offerId: ID, kind: 'offer', locale: 'nb', address: 'kari@student.example' },
      ...{ facts: mailSamples.offer, createdAt: new Date('2026-11-06T08:00:00Z') },
    } as never,
    {
      ...{ secret: 's'.repeat(40), baseUrl: 'http://127.0.0.1:3000', timeZone: 'Europe/Oslo', mailFrom: MAIL_FROM },
      ...{ now: new Date('2026-11-06T08:00:00Z'), first: null },
    },
  );

/** What a receiver makes of a message whose signer has published this key. */
async function verdictOn(raw: string, published: string): Promise<string[]> {
  const resolver = async (name: string) => {
    if (name !== 'autumn._domainkey.faculty.example') throw Object.assign(new Error(name), { code: 'ENOTFOUND' });
    return [[`v=DKIM1; k=rsa; p=${published}`]];
  };
  const { results } = await dkimVerify(Buffer.from(raw), { resolver });
  return results.map(
    ({ status, signingDomain }) => `${status.result} ${status.aligned ? 'aligned' : ''} ${signingDomain}`,
  );
}

test('an offer with its calendar entry is signed, and one letter changed on the way is found out', async () => {
  const { privateKey, publicKey } = rsa(2048);
  const signedWith = dkimOf({ dkim: await keep(privateKey.export(pem).toString()), mailFrom: MAIL_FROM });
  const smtp = await startSmtp();
  const post = createPost({ smtpUrl: smtp.url, mailFrom: MAIL_FROM, signedWith });
  try {
    await post.send(offer());
  } finally {
    await post.close();
    await smtp.close();
  }
  const raw = smtp.received[0]?.raw ?? '';
  const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  expect(await verdictOn(raw, published)).toEqual(['pass aligned faculty.example']);
  expect(await verdictOn(raw.replace('Subject: ', 'Subject: x'), published)).toEqual([expect.stringMatching(/^fail/)]);
});

test.each([
  [
    'no file',
    async () => ({ selector: 'autumn', keyFile: join(directory, 'none.pem') }),
    /none\.pem cannot be used: ENOENT/,
  ],
  ['no key', () => keep('secret words'), /cannot be used: it holds no private key in PEM/],
  ['a short key', () => keep(rsa(1024).privateKey.export(pem).toString()), /must hold an RSA key of 2048 bits/],
  [
    'a key of another kind',
    () => keep(generateKeyPairSync('ed25519').privateKey.export(pem).toString()),
    /must hold an RSA key of 2048 bits/,
  ],
])('%s is refused with what to do', async (_, make, says) => {
  const dkim = await make();
  expect(() => dkimOf({ dkim, mailFrom: MAIL_FROM })).toThrow(says);
});
