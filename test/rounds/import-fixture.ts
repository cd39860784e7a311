import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFile } from '../../src/commands/import.js';
import { type TestApp, testApp } from '../support/database.js';

/** An app on a database of its own, whose clock stands still before the small scenario's rounds begin. */
export interface Fixture {
  readonly app: TestApp;
  /** Writes a file and imports it. */
  importing(content: object | string | Buffer): Promise<{ status: number; said: string[] }>;
  /** The rows that a statement finds. */
  rows<T extends object>(statement: string): Promise<T[]>;
  close(): Promise<void>;
}

/** Opens a fixture. `close` takes all of it away. */
export async function createFixture(): Promise<Fixture> {
  const app = await testApp();
  await app.setClock('2026-09-01T12:00:00Z');
  const folder = await mkdtemp(join(tmpdir(), 'stafett-import-'));
  return {
    app,
    rows: (statement) => app.database.query(statement),
    importing: async (content) => {
      const path = join(folder, 'scenario.json');
      await writeFile(
        path,
        typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
      );
      const said: string[] = [];
      const take = (line: string) => void said.push(line);
      return { status: await importFile(app, path, { say: take, print: take, json: false }), said };
    },
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true });
    },
  };
}
