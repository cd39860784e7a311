import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import { saySemester } from '../../platform/say-semester.js';
import type { Sheet } from '../../platform/sheet.js';
import type { About, Column, Table } from './tables.js';

/** A table of the history as a file has it: a number is a number, a share in per cent; what there is none of is empty. */
export function historySheet(
  { name, about, columns, rows }: Table,
  campuses: ReadonlyMap<string, string>,
  locale: Locale,
): Sheet {
  const say = (key: string) => message(locale, 'board', `history.${key}`);
  const tell: Readonly<Record<keyof About, (row: About) => string>> = {
    semester: ({ semester = '' }) => saySemester(semester, locale),
    isRunning: ({ isRunning }) => say(isRunning ? 'running' : 'over'),
    campusId: ({ campusId }) => (campusId ? (campuses.get(campusId) ?? campusId) : say('all-campuses')),
    kind: ({ kind = '' }) => message(locale, 'common', `kind.${kind}`),
    course: ({ course = '' }) => course,
    title: ({ title = '' }) => title,
  };
  return {
    name: say(`tables.${name}`),
    header: [...about.map((column) => say(`columns.${column}`)), ...columns.map((column) => headerOf(column, say))],
    rows: rows.map((row) => [
      ...about.map((column) => tell[column](row.about)),
      ...row.values.map((value, index) => numberOf(value, columns[index])),
    ]),
    widths: [...about.map((column) => (column === 'title' ? 40 : 20)), ...columns.map(() => 16)],
  };
}

const headerOf = ({ name, told }: Column, say: (key: string) => string) =>
  told === 'share' || told === 'days' ? `${say(`columns.${name}`)}, ${say(`units.${told}`)}` : say(`columns.${name}`);

function numberOf(value: number | null, column: Column | undefined): number | '' {
  if (value === null) return '';
  const shown = column?.told === 'share' ? value * 100 : value;
  return Math.round(shown * 10) / 10;
}
