import { stringify } from 'csv-stringify/sync';
import writeXlsx from 'write-excel-file/node';
import type { LinkFile } from '../../links/visit.js';
import { plainLine } from '../../outbox/told.js';
import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import type { FinalList } from './read-final-list.js';

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** The list as comma-separated values, for any program that reads tables. */
export function csvFile(list: FinalList, locale: Locale): LinkFile {
  const { header, rows } = tableOf(list, locale);
  const body = stringify([[...header], ...rows], {
    // Without it Excel reads the file in the machine's old code page, and æ, ø and å are lost.
    bom: true,
    // Excel splits at what the machine's region lists with: a semicolon where a comma is the decimal sign.
    delimiter: locale === 'nb' ? ';' : ',',
    record_delimiter: 'windows',
    quoted: true,
    // What starts as a formula gets an apostrophe, a telephone number too: it is read as text and keeps its plus sign.
    escape_formulas: true,
  });
  return { name: nameOf(list, locale, 'csv'), type: 'text/csv; charset=utf-8', body };
}

const WIDTHS = [32, 36, 20, 14, 10];

/** The list as an Excel workbook, where every text is typed as text and can be no formula. */
export async function xlsxFile(list: FinalList, locale: Locale): Promise<LinkFile> {
  const { header, rows } = tableOf(list, locale);
  const cells = rows.map((row) =>
    row.map((value) => (typeof value === 'number' ? { value, type: Number } : { value, type: String })),
  );
  const titles = header.map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
  const body = await writeXlsx([titles, ...cells], {
    sheet: message(locale, 'pages', 'final-list.caption'),
    columns: WIDTHS.map((width) => ({ width })),
    stickyRowsCount: 1,
  }).toBuffer();
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return { name: nameOf(list, locale, 'xlsx'), type, body };
}

function tableOf({ position, assistants }: FinalList, locale: Locale): Table {
  const say = (key: string) => message(locale, 'pages', `final-list.${key}`);
  const laos = (done: boolean | null) =>
    message(locale, 'common', `laos.${done === null ? 'not-needed' : done ? 'done' : 'missing'}`);
  return {
    header: [say('name'), say('email'), say('phone'), message(locale, 'common', 'laos.name'), say('hours')],
    rows: assistants.map((one) => [
      plainLine(one.name),
      plainLine(one.email),
      plainLine(one.phone ?? ''),
      laos(one.laos),
      position.hours ?? 0,
    ]),
  };
}

const nameOf = ({ position, round }: FinalList, locale: Locale, ending: string) =>
  `${position.course} ${message(locale, 'common', `kinds.${position.kind}`)} ${round.semester}.${ending}`;
