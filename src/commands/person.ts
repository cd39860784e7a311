import { mkdir, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Config } from '../platform/config.js';
import { databaseAt } from '../platform/database.js';
import { recordEvents } from '../platform/events.js';
import { MAILBOX } from '../platform/home.js';
import { createLog } from '../platform/log.js';
import { Refusal } from '../platform/refusal.js';
import { openStore } from '../platform/stores.js';
import { type EraseRefusal, erasePerson, whatIsOpen } from '../privacy/erase-person.js';
import { exportPage } from '../privacy/export-page.js';
import { exportPerson } from '../privacy/export-person.js';
import { forgetMailFiles } from '../privacy/mail-files.js';
import { KINDS } from '../privacy/purposes.js';
import { readHeld } from '../privacy/read-held.js';
import { forgetFailures } from '../timetable/kept-jobs.js';
import { openQueues } from '../timetable/queues.js';
import { type Output, tell } from './output.js';

interface Person {
  readonly id: string;
  readonly email: string;
}

const FIRST: Readonly<Record<EraseRefusal | 'gone', string>> = {
  role: 'They are a contact, the faculty or an operator. Give the role to somebody else first.',
  offer: 'They have an open offer. It has to be answered, or withdrawn on the board, first.',
  teaching: 'They teach a course of a round that runs. Give the course another teacher on the board first.',
  rating: 'They have a rating to make. Take the task back, or have it submitted, first.',
  application: 'They have an application in a round that has not closed. It has to be withdrawn first.',
  gone: 'There is no such person any more.',
};

/**
 * `stafett person erase`: says what goes and what stays of somebody and, when the address is confirmed, erases them.
 * @param confirmed the address once more; undefined to be told only
 * @throws Refusal when there is no such person, something is open with them, or the confirmation is another address
 */
export async function erasePersonCommand(
  config: Config,
  address: string,
  confirmed: string | undefined,
  output: Output,
): Promise<void> {
  await withPerson(config, address, output.say, async (database, url, person) => {
    const tx = { manager: database.manager, timeZone: config.timeZone, alarms: [] };
    const held = await readHeld(database.manager, person.id);
    const kinds = Object.entries(KINDS).flatMap(([kind, { title, afterwards }]) => {
      const rows = held.filter((one) => one.kind === kind).reduce((sum, table) => sum + table.rows.length, 0);
      return rows > 0
        ? [{ kind, rows, says: `${title.en}, ${rows} ${rows === 1 ? 'row' : 'rows'}. ${afterwards.en}` }]
        : [];
    });
    const lines = [
      ...kinds.map(({ says }) => says),
      'What stays is what is counted, and who was offered what in which order: that others were treated fairly.',
    ];
    const result = { address: person.email, rows: Object.fromEntries(kinds.map(({ kind, rows }) => [kind, rows])) };
    const open = await whatIsOpen(tx, person.id);
    if (open) throw new Refusal(FIRST[open]);
    if (confirmed === undefined) {
      const how = `Nothing is erased yet. To erase them: npx stafett person erase ${person.email} --confirm ${person.email}`;
      return tell(output, [...lines, how], { ...result, erased: false });
    }
    if (confirmed.toLowerCase() !== person.email)
      throw new Refusal(`"${confirmed}" is not the address of whom is to be erased. Nothing was erased.`);
    const refused = await database.transaction((manager) =>
      erasePerson({ ...tx, manager }, { personId: person.id, actorId: null, reason: null, roundId: null }),
    );
    if (refused) throw new Refusal(FIRST[refused]);
    await forgetMailFiles(database.manager, MAILBOX);
    const queues = openQueues({ databaseUrl: url, redisUrl: config.redisUrl, log: createLog('silent') });
    try {
      await forgetFailures(queues.queues, 0);
    } finally {
      await queues.close();
    }
    tell(output, [...lines, 'Erased.'], { ...result, erased: true });
  });
}

/**
 * `stafett person export`: all about somebody, as JSON and as a page.
 * @param to a folder for both, or a file that ends in .json or .html
 * @throws Refusal when there is no such person, or nothing can be written there
 */
export async function exportPersonCommand(config: Config, address: string, to: string, output: Output): Promise<void> {
  await withPerson(config, address, output.say, async (database, _url, person) => {
    const told = await database.transaction(async (manager) => {
      const tx = { manager, timeZone: config.timeZone, alarms: [] };
      const all = await exportPerson(manager, person.id, config.retention);
      await recordEvents(tx, [{ kind: 'person-exported', personId: person.id }]);
      return all;
    });
    if (!told) throw new Refusal(FIRST.gone);
    const contents = { '.json': `${JSON.stringify(told, null, 2)}\n`, '.html': exportPage(told, config.timeZone) };
    const type = extname(to).toLowerCase();
    const isFile = (type === '.json' || type === '.html') && !(await isFolder(to));
    const files = isFile
      ? [[to, contents[type]] as const]
      : Object.entries(contents).map(([ending, content]) => [join(to, `person${ending}`), content] as const);
    try {
      if (!isFile) await mkdir(to, { recursive: true });
      for (const [file, content] of files) {
        // For whoever asked, and nobody else on this machine.
        await writeFile(file, content, { mode: 0o600 });
      }
    } catch (error) {
      throw new Refusal(`${to} could not be written: ${error instanceof Error ? error.message : error}`);
    }
    const written = files.map(([file]) => file);
    tell(output, written, { address: person.email, files: written });
  });
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

async function withPerson(
  config: Config,
  address: string,
  say: (line: string) => void,
  work: (database: DataSource, url: string, person: Person) => Promise<void>,
): Promise<void> {
  const store = await openStore(config, say);
  const database = await databaseAt(store.url, 2).initialize();
  try {
    const [person] = await database.query<Person[]>(
      `select id, email from person where email = lower($1) and erased_at is null`,
      [address],
    );
    if (!person) throw new Refusal(`Nobody is known by the address "${address}".`);
    await work(database, store.url, person);
  } finally {
    await database.destroy();
    await store.close();
  }
}
