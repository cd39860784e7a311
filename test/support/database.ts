import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { App } from '../../src/platform/app.js';
import { readConfig } from '../../src/platform/config.js';
import { databaseAt } from '../../src/platform/database.js';
import { createLog } from '../../src/platform/log.js';
import { migrate } from '../../src/platform/migrate.js';
import type { Alarm } from '../../src/timetable/turn.js';

const server = () => {
  const url = process.env.TEST_POSTGRES_URL;
  if (!url) throw new Error('TEST_POSTGRES_URL is not set; run the tests through `npm test`.');
  return url;
};

const at = (name: string) => {
  const url = new URL(server());
  url.pathname = `/${name}`;
  return url.href;
};

async function onServer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server() });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const TEMPLATE = 'stafett_template';
const TEMPLATE_LOCK = 815;

let template: Promise<void> | undefined;

/** Makes the migrated database that every test file's own is a copy of, if no other test process has. */
async function makeTemplate(): Promise<void> {
  const client = new pg.Client({ connectionString: server() });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (found.rowCount) return;
    await client.query('create database stafett_making');
    await migrate(at('stafett_making'));
    await client.query(`alter database stafett_making rename to ${TEMPLATE}`);
  } finally {
    await client.end();
  }
}

/** An empty, migrated database of its own. `close` drops it. */
export async function createTestDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  template ??= makeTemplate();
  await template;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name} template ${TEMPLATE}`);
  return { url: at(name), close: () => onServer(`drop database ${name} with (force)`) };
}

export interface TestApp extends App {
  /** The alarms that were set, in order. */
  readonly alarms: Alarm[];
  /** Moves the clock row; null gives the database's own time back. */
  setClock(at: Date | string | null): Promise<void>;
  /** A digest of every row of every table, to show that nothing changed. */
  dump(options?: { without: string[] }): Promise<string>;
  close(): Promise<void>;
}

/** An app over a database of its own, whose alarms are kept instead of set. */
export async function testApp(env: NodeJS.ProcessEnv = {}): Promise<TestApp> {
  const store = await createTestDatabase();
  const database = await databaseAt(store.url, 10, 2).initialize();
  const alarms: Alarm[] = [];
  return {
    config: {
      ...readConfig({ BASE_URL: 'http://localhost:3000', ...env }),
      databaseUrl: store.url,
      secret: 's'.repeat(40),
    },
    database,
    log: createLog('silent'),
    alarms,
    setAlarms: async (more) => {
      alarms.push(...more);
    },
    setClock: async (instant) => {
      await database.query(`update clock set at = $1`, [instant]);
    },
    dump: async ({ without } = { without: [] }) => {
      const tables = await database.query<{ name: string }[]>(
        `select tablename as name from pg_tables where schemaname = 'public' and tablename <> all($1) order by 1`,
        [without],
      );
      const rows = tables.map(
        ({ name }) =>
          `select '${name}' as t, coalesce(md5(string_agg(r::text, '|' order by r::text)), '') as d from "${name}" r`,
      );
      return JSON.stringify(await database.query(`${rows.join(' union all ')} order by t`));
    },
    close: async () => {
      await database.destroy();
      await store.close();
    },
  };
}
