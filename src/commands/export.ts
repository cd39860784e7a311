import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../platform/config.js';
import { databaseAt } from '../platform/database.js';
import { Refusal } from '../platform/refusal.js';
import { fileOf } from '../platform/sheet.js';
import { openStore } from '../platform/stores.js';
import { readTable } from '../rounds/files/read-table.js';
import { ROUND_TABLES } from '../rounds/files/tables.js';
import { type Output, tell } from './output.js';

/**
 * Writes every table of a round to a folder, as separated values in English.
 * @throws Refusal when there is no such round, or the folder cannot be written
 */
export async function exportCommand(config: Config, roundId: string, folder: string, output: Output): Promise<void> {
  const store = await openStore(config, output.say);
  const database = await databaseAt(store.url, 2).initialize();
  try {
    const known = await database.query<{ id: string }[]>(`select id from round order by id`);
    if (!known.some(({ id }) => id === roundId))
      throw new Refusal(
        `There is no round "${roundId}". There are: ${known.map(({ id }) => id).join(', ') || 'none'}.`,
      );
    const files: { file: string; lines: number }[] = [];
    for (const table of ROUND_TABLES) {
      const sheet = await readTable(database.manager, table, roundId, { locale: 'en', timeZone: config.timeZone });
      const file = join(folder, `${table.name}.csv`);
      await write(folder, file, await fileOf(sheet, 'csv', 'en'));
      files.push({ file, lines: sheet.rows.length });
    }
    tell(
      output,
      files.map(({ file, lines }) => `${file}: ${lines} lines`),
      files,
    );
  } finally {
    await database.destroy();
    await store.close();
  }
}

async function write(folder: string, file: string, content: string | Buffer): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, content);
  } catch (error) {
    throw new Refusal(`${file} could not be written: ${error instanceof Error ? error.message : error}`);
  }
}
