import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/rehearsal/free-port.js';
import { aptAbility, aptInstall, findOnPath, isExecutable } from './apt.js';

const PASSWORD = 'sesame';
const SBIN = '/usr/sbin/dovecot';

/** A mailbox on a real IMAP server of its own. */
export interface ImapServer {
  /** With a login in it that works. */
  readonly url: string;
  /** Puts a message into the mailbox, as a mail server does. */
  deliver(message: string): Promise<void>;
  /** The messages in the mailbox, and whether somebody has read each. */
  messages(): Promise<{ readonly text: string; readonly seen: boolean }[]>;
  /** Deletes every message. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts Dovecot on a free port of 127.0.0.1 and waits until it answers. Root on Debian and Ubuntu gets one installed.
 * Throws one sentence that says what to install elsewhere, or what the server said when it ended at once.
 */
export async function startImap(): Promise<ImapServer> {
  const program = await findProgram();
  const folder = await mkdtemp(join(tmpdir(), 'stafett-imap-'));
  const inbox = join(folder, 'mail');
  for (const name of ['', 'new', 'cur', 'tmp']) await mkdir(join(inbox, name));
  // Dovecot opens no mailbox as root.
  const owner = userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : userInfo();
  for (const name of ['..', '', 'new', 'cur', 'tmp']) await chown(join(inbox, name), owner.uid, owner.gid);
  const port = await freePort();
  const settings = join(folder, 'dovecot.conf');
  await writeFile(settings, await settingsFor(program, { folder, inbox, port, owner }));
  const server = spawn(program, ['-F', '-c', settings], { stdio: ['ignore', 'ignore', 'pipe'] });
  await ready(server);
  return {
    url: `imap://stafett:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
    async deliver(message) {
      const name = randomUUID();
      const file = join(inbox, 'tmp', name);
      await writeFile(file, message.replace(/\r?\n/g, '\r\n'));
      await chown(file, owner.uid, owner.gid);
      await rename(file, join(inbox, 'new', name));
    },
    async messages() {
      const files = [];
      for (const name of ['new', 'cur'])
        for (const file of await readdir(join(inbox, name))) files.push({ name, file });
      return Promise.all(
        files.map(async ({ name, file }) => ({
          text: await readFile(join(inbox, name, file), 'utf8'),
          seen: /:2,\w*S/.test(file),
        })),
      );
    },
    async empty() {
      for (const name of ['new', 'cur'])
        for (const file of await readdir(join(inbox, name))) await rm(join(inbox, name, file));
    },
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findProgram(): Promise<string> {
  const found = (await findOnPath('dovecot')) ?? ((await isExecutable(SBIN)) ? SBIN : undefined);
  if (found) return found;
  if ((await aptAbility()) === 'install') {
    await aptInstall('dovecot-imapd');
    return SBIN;
  }
  throw new Error('The tests of bounces need an IMAP server: install dovecot so that PATH finds it.');
}

interface Place {
  readonly folder: string;
  readonly inbox: string;
  readonly port: number;
  readonly owner: { readonly uid: number; readonly gid: number };
}

/** The same settings in the words of Dovecot 2.3 and of 2.4. */
async function settingsFor(program: string, { folder, inbox, port, owner: { uid, gid } }: Place): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['--version']);
  const [version = ''] = stdout.split(' ');
  const me =
    userInfo().uid === 0
      ? []
      : [`default_internal_user = ${userInfo().username}`, `default_login_user = ${userInfo().username}`];
  const both = [
    `base_dir = ${folder}/run`,
    `state_dir = ${folder}/state`,
    'protocols = imap',
    'listen = 127.0.0.1',
    'log_path = /dev/stderr',
    'ssl = no',
    ...me,
    'service imap-login {',
    '  chroot =',
    '  inet_listener imap {',
    `    port = ${port}`,
    '  }',
    '  inet_listener imaps {',
    '    port = 0',
    '  }',
    '}',
    'service anvil {',
    '  chroot =',
    '}',
  ];
  const own = /^2\.[0-3]\./.test(version)
    ? [
        'disable_plaintext_auth = no',
        `mail_location = maildir:${inbox}`,
        `passdb {\n  driver = static\n  args = password=${PASSWORD}\n}`,
        `userdb {\n  driver = static\n  args = uid=${uid} gid=${gid} home=${folder}\n}`,
      ]
    : [
        'auth_allow_cleartext = yes',
        'mail_driver = maildir',
        `mail_path = ${inbox}`,
        `passdb static {\n  password = ${PASSWORD}\n}`,
        `userdb static {\n  fields {\n    uid = ${uid}\n    gid = ${gid}\n    home = ${folder}\n  }\n}`,
      ];
  const header = /^2\.[0-3]\./.test(version)
    ? []
    : [`dovecot_config_version = ${version}`, `dovecot_storage_version = ${version}`];
  return `${[...header, ...both, ...own].join('\n')}\n`;
}

/** Resolves when the server says that it has started. */
async function ready(server: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`${server.spawnfile} ended with status ${code}: ${said.trim()}`)));
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
      if (said.includes('starting up')) resolve();
    });
  });
}
