import { Temporal } from 'temporal-polyfill';
import type { EntityManager } from 'typeorm';
import type { Locale } from '../../people/person.entity.js';
import { hasMessage, message } from '../../platform/messages.js';
import type { Sheet } from '../../platform/sheet.js';
import { ROUND_TABLES, type RoundTable, type Told } from './tables.js';

interface Reader {
  readonly locale: Locale;
  readonly timeZone: string;
}

/** A table of a round by its name; null when there is none of that name. */
export const roundTable = (name: string): RoundTable | null => ROUND_TABLES.find((one) => one.name === name) ?? null;

/** Reads a table of a round, as one who reads that language and lives in that zone has it. */
export async function readTable(
  manager: EntityManager,
  { name, columns, sql }: RoundTable,
  roundId: string,
  reader: Reader,
): Promise<Sheet> {
  const rows = await manager.query<Record<string, unknown>[]>(sql, [roundId]);
  return {
    name: message(reader.locale, 'board', `files.tables.${name}`),
    header: columns.map((column) => message(reader.locale, 'board', `files.columns.${column.name}`)),
    rows: rows.map((row) => columns.map((column) => tell(row[column.name], column.told, reader))),
    widths: columns.map(({ width }) => width),
  };
}

/** How many lines each table of a round has. */
export async function countTables(manager: EntityManager, roundId: string): Promise<{ name: string; count: number }[]> {
  const counts = ROUND_TABLES.map(
    ({ name, sql }) => `select '${name}' as name, count(*)::int as count from (${sql}) t`,
  );
  return manager.query(counts.join(' union all '), [roundId]);
}

function tell(value: unknown, told: Told, { locale, timeZone }: Reader): string | number {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return localTime(value, timeZone);
  if (typeof told === 'object') {
    const key = `${told.words}.${String(value)}`;
    return hasMessage(locale, told.catalogue, key) ? message(locale, told.catalogue, key) : String(value);
  }
  return typeof value === 'number' ? value : withoutBreaks(String(value));
}

// As spreadsheets take an instant: `2026-10-05 23:59`.
const localTime = (at: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');

// A cell holds lines, but neither format holds these.
const withoutBreaks = (text: string) => text.replace(/(?!\n)\p{Cc}|[\ufffe\uffff]/gu, ' ');
