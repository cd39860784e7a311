import { afterEach, expect, test } from '@jest/globals';
import { probeMail } from '../../src/doctor/probe-mail.js';
import { readConfig } from '../../src/platform/config.js';
import { listen } from '../support/output.js';
import { type SmtpFaults, type SmtpServer, startSmtp } from '../support/smtp.js';

let smtp: SmtpServer;
afterEach(() => smtp.close());

async function probe(faults: SmtpFaults, env: NodeJS.ProcessEnv = {}) {
  smtp = await startSmtp(faults);
  const output = listen();
  const config = readConfig({ SMTP_URL: smtp.url, MAIL_FROM: 'Stafett <stafett@faculty.example>', ...env });
  const status = await probeMail(config, 'ops@uni.example', output);
  return { status, lines: output.printed };
}

test('a probe goes the way of every mail, and what the server said is told', async () => {
  const { status, lines } = await probe({});
  expect(status).toBe(0);
  expect(lines).toEqual([
    expect.stringMatching(/^ok {4}The connection to 127\.0\.0\.1:\d+ is not encrypted; it stays on this machine\.$/),
    'ok    Mails and what comes back of them are of faculty.example: sender and envelope are aligned.',
    expect.stringMatching(/^ok {4}Mails are not signed here/),
    expect.stringMatching(/^ok {4}The server took the probe: 250 /),
  ]);
  const [{ mail, from, to } = {}] = smtp.received;
  expect(to).toEqual(['ops@uni.example']);
  expect(from).toMatch(/^stafett\+[0-9a-f-]{36}@faculty\.example$/);
  expect(mail?.subject).toBe('Stafett: a probe');
});

test('a server that refuses the recipient, and a sender that is none', async () => {
  const { status, lines } = await probe({ recipient: { 'ops@uni.example': 550 } }, { MAIL_FROM: 'stafett@localhost' });
  expect(status).toBe(1);
  expect(lines[1]).toMatch(/^LOOK {2}Mails come from stafett@localhost, which is no address of the internet/);
  expect(lines[3]).toMatch(/^LOOK {2}The server did not take the probe: .*550/);
  expect(lines.join()).not.toContain('ops@uni.example');
});

test('a server that is not there, and an address that is none', async () => {
  smtp = await startSmtp();
  const config = readConfig({ SMTP_URL: 'smtp://127.0.0.1:1' });
  const how = listen(true);
  expect(await probeMail(config, 'ops@uni.example', how)).toBe(1);
  expect(JSON.parse(how.printed[0] ?? '')).toMatchObject([
    { what: 'encryption', well: false },
    { what: 'sender' },
    { what: 'signature' },
    { what: 'answer', well: false },
  ]);
  await expect(probeMail(config, 'ops', how)).rejects.toThrow('--mail: "ops" is no mail address.');
  await expect(probeMail(readConfig({}), 'ops@uni.example', how)).rejects.toThrow(/SMTP_URL is not set/);
});
