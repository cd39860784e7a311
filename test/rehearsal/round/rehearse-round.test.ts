import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { isSignature } from '../../../src/links/signature.js';
import { transact } from '../../../src/platform/app.js';
import { readMessage } from '../../../src/rehearsal/message.js';
import { addWebhook } from '../../../src/webhooks/webhooks.js';
import { type TestApp, testApp } from '../../support/database.js';
import { LIVE_ROUND, liveRound } from '../../support/live-round.js';

const STAFETT = join(import.meta.dirname, '..', '..', '..', 'bin', 'stafett.js');

let app: TestApp;
let directory: string;
/** Stands for everything outside: the mail server, the mailbox of the bounces, traces, a Redis, another system. */
let outside: Server;
let connections = 0;
let there: string;
let before: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stafett-round-test-'));
  await chmod(directory, 0o711);
  outside = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await once(outside.listen(0, '127.0.0.1'), 'listening');
  there = `127.0.0.1:${(outside.address() as AddressInfo).port}`;
  app = await testApp();
  await liveRound(app, { 'anna@stud.example': '../../CON', 'bo@stud.example': '<script>alert("Bo")</script>' });
  await transact(app, (tx) =>
    addWebhook(tx, {
      ...{ campusId: null, madeBy: 'ops', url: `http://${there}/`, private: true },
      events: ['accepted', 'withdrawn', 'final-list'],
    }),
  );
  const variables = {
    ...{ SMTP_URL: `smtp://${there}`, IMAP_URL: `imap://u:p@${there}`, REDIS_URL: `redis://${there}` },
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: `http://${there}`, QUIET_HOURS: '22:00-07:00' },
    ...{ MAIL_FROM: 'Stafett <stafett@uni.example>', DATABASE_URL: app.config.databaseUrl },
  };
  await writeFile(
    join(directory, '.env'),
    Object.entries(variables)
      .map(([name, value]) => `${name}="${value}"\n`)
      .join(''),
  );
  before = await app.dump();
}, 60_000);
afterAll(async () => {
  outside.close();
  await app.close();
  await rm(directory, { recursive: true, force: true });
});

/** Runs the command in a folder whose `.env` leads outside, with room of its own for what it throws away. */
async function rehearse(...options: string[]) {
  const left = join(directory, 'tmp');
  // Whoever runs the servers of a rehearsal that root starts has to get in.
  await mkdir(left, { mode: 0o711 });
  const child = execFile(process.execPath, [STAFETT, 'rehearse-round', LIVE_ROUND, ...options], {
    cwd: directory,
    env: { PATH: process.env.PATH, TMPDIR: left, SMTP_URL: `smtp://${there}` },
  });
  let said = '';
  let printed = '';
  child.stderr?.on('data', (text) => {
    said += text;
    if (options.includes('--to') && said.includes('Assumed:')) child.kill('SIGINT');
  });
  child.stdout?.on('data', (text) => {
    printed += text;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  const thrownAway = await readdir(left);
  await rm(left, { recursive: true, force: true });
  return { status, said, printed, thrownAway };
}

test('a round runs on in a copy: every mail that would leave is in the file, none leaves, the round is as it was', async () => {
  const { status, said, printed, thrownAway } = await rehearse('--json');
  expect({ status, said, connections, thrownAway }).toMatchObject({ status: 0, connections: 0, thrownAway: [] });
  expect(await app.dump()).toBe(before);
  expect(said).toContain('as it is at 2026-11-06 10:00 is rehearsed. No mail leaves this machine.');
  expect(said).toContain('falls as seed 1 has it');

  const report = JSON.parse(printed);
  expect(report).toMatchObject({ round: LIVE_ROUND, seed: 1, faults: [], from: '2026-11-06T10:00:00+01:00' });
  const kinds = (to: string) =>
    (report.mails as { to: string; kind: string }[]).filter((mail) => mail.to === to).map(({ kind }) => kind);
  // Her offer left before; what came of it is in the copy.
  expect(kinds('anna@stud.example').filter((kind) => kind.startsWith('offer'))).toContainEqual(
    expect.stringMatching(/^offer-(accepted|declined|expired)$/),
  );
  expect(kinds('bo@stud.example')).toContain('offer');
  expect(kinds('ingrid@uni.example')).toContain('final-list');
  expect(kinds('geir@uni.example')).toEqual([]);
  const settled = (report.positions as { id: string; round: string; finalListAt: string | null }[]).map(
    ({ id, round, finalListAt }) => [id, round, finalListAt !== null],
  );
  expect(settled).toEqual(['P1', 'P2', 'P3'].map((id) => [id, LIVE_ROUND, true]));

  const file = join(directory, `${LIVE_ROUND}-rehearsal.zip`);
  expect([report.file, (await stat(file)).mode & 0o777]).toEqual([await realpath(file), 0o600]);
  const { 'index.html': index, ...mails } = unzipSync(await readFile(file));
  const names = Object.keys(mails);
  expect(names).toHaveLength(2 * report.mails.length);
  expect(
    names.filter(
      (name) => !/^mails-by-person\/[^/<>:"\\|?*]+\/2026-1[12]-\d\d \d\d\.\d\d [^/<>:"\\|?*]+\.(html|eml)$/.test(name),
    ),
  ).toEqual([]);
  expect(names.some((name) => name.startsWith('mails-by-person/_CON/'))).toBe(true);
  const page = strFromU8(index as Uint8Array);
  expect(page).toContain('&lt;script&gt;alert(');
  expect(page).not.toContain('<script');
  const hrefs = [...page.matchAll(/href="([^"#]+)"/g)].map(([, href]) =>
    decodeURIComponent((href as string).replaceAll('&#x27;', "'")),
  );
  expect(new Set(hrefs)).toEqual(new Set(names));

  // A link in it is none of the live system's.
  const offer = names.find((name) => name.includes('script') && name.endsWith('.eml'));
  const { headers, text } = readMessage(Buffer.from(mails[offer ?? ''] as Uint8Array));
  expect(headers.get('x-stafett-kind')).toBe('offer');
  const [, host, id, signature] = /http:\/\/([\d.]+):\d+\/l\/([\w-]+)\.([\w-]+)/.exec(text) ?? [];
  expect([host, isSignature(app.config.secret, id ?? '', signature ?? '')]).toEqual(['127.0.0.1', false]);
}, 120_000);

test('Ctrl-C leaves nothing behind, and no file', async () => {
  const { status, said, thrownAway } = await rehearse('--to', 'stopped.zip');
  expect({
    status,
    thrownAway,
    files: (await readdir(directory)).filter((name) => name.startsWith('stopped')),
  }).toEqual({
    ...{ status: 1, thrownAway: [], files: [] },
  });
  expect(said).toContain('The rehearsal was interrupted.');
  expect([connections, await app.dump()]).toEqual([0, before]);
}, 60_000);

test.each([
  [
    'a round that there is not',
    '2031H-oslo',
    [],
    'There is no round "2031H-oslo". There are: 2027V-gjøvik, 2027V-trondheim.',
  ],
  ['a file that cannot be written', LIVE_ROUND, ['--to', 'none/round.zip'], 'round.zip cannot be written: ENOENT'],
])('%s is refused before anything is started', async (_, round, options, says) => {
  const env = { PATH: process.env.PATH, DATABASE_URL: app.config.databaseUrl };
  const ran = promisify(execFile)(process.execPath, [STAFETT, 'rehearse-round', round, ...options], {
    cwd: directory,
    env,
  });
  await expect(ran).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(says) });
});
