import type { Scenario } from '../rounds/import/scenario.schema.js';
import type { Report } from './report.js';

const OUTCOMES = ['accepted', 'declined', 'expired'] as const;

/** The report as tables for people: the positions, the mails by kind, and how long it took. */
export function tableOf(report: Report, scenario: Scenario): string {
  const courses = new Map(scenario.rounds.flatMap(({ positions }) => positions.map(({ id, course }) => [id, course])));
  const rows = report.positions.map(({ id, round, openings, offers, employed }) => [
    round,
    id,
    courses.get(id) ?? '',
    openings,
    offers.length,
    ...OUTCOMES.map((outcome) => offers.filter(({ state }) => state === outcome).length),
    employed.length,
  ]);
  const sums = [3, 4, 5, 6, 7, 8].map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0));
  const head = ['round', 'position', 'course', 'openings', 'offers', ...OUTCOMES, 'employed'];
  const kinds = [...countBy(report.mails.map(({ kind }) => kind))].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    layOut([head, ...rows, ['all', '', '', ...sums]]),
    '',
    layOut([['mails', ''], ...kinds, ['all', report.mails.length]]),
    '',
    `${report.from} to ${report.to} in ${report.wallSeconds} s`,
  ].join('\n');
}

function countBy(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Columns as wide as their widest cell; numbers to the right. */
function layOut(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length)));
  const isNumber = widths.map((_, column) => typeof rows.at(-1)?.[column] === 'number');
  const cell = (text: string, column: number) =>
    isNumber[column] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  return rows
    .map((row) =>
      row
        .map((value, column) => cell(String(value), column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
