import { expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import writeXlsx from 'write-excel-file/node';
import { csvOf, xlsxOf } from '../../src/platform/sheet.js';
import { columnOf } from '../../src/rounds/table/headers.js';
import { readTable, type Table } from '../../src/rounds/table/read-table.js';
import { COLUMNS, MOST_ROWS } from '../../src/rounds/table/table.js';
import { coursesSheet } from '../../src/rounds/table/write-table.js';
import { workbookWith } from './workbook.js';

const HEADER = ['Emne', 'Tittel', 'Faglærer', 'E-post'];
const ROW = ['TDT4100', 'Objektorientert programmering', 'Pål Tveit', 'teacher2@uni.example'];
const READ = {
  line: 2,
  course: 'TDT4100',
  title: 'Objektorientert programmering',
  teacher: 'Pål Tveit',
  email: 'teacher2@uni.example',
};

const csv = (rows: readonly (readonly string[])[], options: object = {}) =>
  Buffer.from(
    stringify(
      rows.map((row) => [...row]),
      { delimiter: ';', ...options },
    ),
  );

const xlsx = (rows: readonly (readonly (string | number | Date | null)[])[]): Promise<Buffer> =>
  writeXlsx(
    rows.map((row) =>
      row.map((value) =>
        value === null
          ? null
          : value instanceof Date
            ? { value, type: Date, format: 'dd.mm.yyyy' }
            : typeof value === 'number'
              ? { value, type: Number }
              : { value, type: String },
      ),
    ) as never,
  ).toBuffer();

const faultsOf = (table: Table) =>
  table.is === 'faulty'
    ? table.faults.map(({ line, column, is, other }) => [line, column, is, ...(other ? [other] : [])])
    : table;

test.each([';', ',', '\t'])('cells are separated by %j', async (delimiter) => {
  expect(await readTable(csv([HEADER, ROW], { delimiter }))).toEqual({ is: 'read', rows: [READ], ignored: [] });
});

test.each([
  ['UTF-8', (text: string) => Buffer.from(text)],
  ['UTF-8 with its mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['Windows-1252', (text: string) => Buffer.from(text, 'latin1')],
  ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16, the other way round', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
])('%s is read', async (_name, bytes) => {
  const text = csv([HEADER, ROW]).toString();
  expect(await readTable(bytes(text))).toEqual({ is: 'read', rows: [READ], ignored: [] });
});

test('line ends of every system, blank lines and cells over several lines do not confuse the lines', async () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = [
      'Emne;Tittel;Faglærer;E-post',
      '',
      `A1;"To${end}linjer";Å;a@uni.example`,
      ';;;',
      'B1;;B;b@uni.example',
    ];
    expect(faultsOf(await readTable(Buffer.from(text.join(end))))).toEqual([[6, 'title', 'missing']]);
  }
});

test('headers are known in either language, in any order, and others are told as ignored', async () => {
  const table = await readTable(
    csv([
      ['E-mail', 'Hours', 'TEACHER NAME', 'Course code', 'Course title', ''],
      ['T@uni.example', '100', 'Tor', 'A1', 'A', ''],
    ]),
  );
  expect(table).toEqual({
    is: 'read',
    rows: [{ line: 2, course: 'A1', title: 'A', teacher: 'Tor', email: 't@uni.example' }],
    ignored: ['Hours'],
  });
});

test.each([
  ['an empty file', Buffer.alloc(0), { is: 'empty' }],
  ['blanks alone', Buffer.from(' \n\n;;\n'), { is: 'empty' }],
  ['a file that is too large', Buffer.alloc(2 * 1024 * 1024 + 1, 'a'), { is: 'large' }],
  ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), { is: 'kind' }],
  ['a page', Buffer.from('<html><table>'), { is: 'kind' }],
  ['an archive cut short', Buffer.from('504b0304aaaaaaaa', 'hex'), { is: 'broken' }],
  ['headers alone', csv([HEADER]), { is: 'no-rows' }],
  [
    'missing headers',
    csv([
      ['Emne', 'Tittel'],
      ['a', 'b'],
    ]),
    { is: 'no-columns', columns: ['teacher', 'email'] },
  ],
  ['no headers', csv([ROW]), { is: 'no-columns', columns: COLUMNS }],
  [
    'a column twice',
    csv([
      [...HEADER, 'Course'],
      [...ROW, 'x'],
    ]),
    { is: 'columns-twice', columns: ['course'] },
  ],
  [
    'an open quotation mark',
    Buffer.from('Emne;Tittel;Faglærer;E-post\nA;"B;C;d@e.no\nE;F;G;h@i.no\n'),
    { is: 'quotes', line: 2 },
  ],
  [
    'a stray quotation mark',
    Buffer.from('Emne;Tittel;Faglærer;E-post\nA;B "b" B;C;d@e.no\n'),
    { is: 'quotes', line: 2 },
  ],
  [
    'too many lines',
    csv([HEADER, ...Array.from({ length: MOST_ROWS + 1 }, (_, n) => [`A${n}`, ...ROW.slice(1)])]),
    { is: 'many', most: MOST_ROWS },
  ],
])('%s is refused', async (_name, bytes, fault) => {
  expect(await readTable(bytes)).toEqual({ is: 'refused', fault });
});

test('every fault of every line is told at once, with line, column and what stands there', async () => {
  const table = await readTable(
    csv([
      HEADER,
      ['A1', 'A', 'Ada', 'ada@uni.example'],
      ['', 'B', 'Bo', 'bo'],
      ['a1', 'Again', 'Ada', 'ADA@uni.example'],
      ['C1', 'C', 'Ada Ås', 'ada@uni.example'],
      ['D'.repeat(65), 'D'.repeat(201), 'Di', 'di@uni.example'],
      ['2026-03-10', 'E\u0007', 'E\u202ei', 'e@uni.example'],
      ['F1'],
    ]),
  );
  expect(faultsOf(table)).toEqual([
    [3, 'course', 'missing'],
    [3, 'email', 'email'],
    [4, 'course', 'twice', 2],
    [5, 'teacher', 'other-name', 2],
    [6, 'course', 'long'],
    [6, 'title', 'long'],
    [7, 'course', 'date'],
    [7, 'title', 'characters'],
    [7, 'teacher', 'characters'],
    [8, 'title', 'missing'],
    [8, 'teacher', 'missing'],
    [8, 'email', 'missing'],
  ]);
  expect(table).toMatchObject({ headers: { course: 'Emne', email: 'E-post' } });
  expect(table.is === 'faulty' && table.faults[4]?.value).toBe(`${'D'.repeat(60)}…`);
});

test('one course may be listed for two teachers, and one teacher for two courses', async () => {
  const rows = [
    HEADER,
    ['A1', 'A', 'Ada', 'ada@uni.example'],
    ['A1', 'A', 'Bo', 'bo@uni.example'],
    ['B1', 'B', 'Ada', 'ada@uni.example'],
  ];
  expect(await readTable(csv(rows))).toMatchObject({ is: 'read', rows: [{}, {}, {}] });
});

const HOSTILE = ['=cmd|"/c calc"!A1', '<script>alert(1)</script>', '+47 73 59', '@SUM(A1)', '-1', "O'Neil", '{{t}}'];

test.each(HOSTILE)('%s is text like any other, in both kinds of file', async (title) => {
  const rows = [HEADER, ['A1', title, 'Ada', 'ada@uni.example']];
  expect(await readTable(csv(rows))).toMatchObject({ is: 'read', rows: [{ title }] });
  expect(await readTable(await xlsx(rows))).toMatchObject({ is: 'read', rows: [{ title }] });
});

test('ten thousand characters and a NUL are faults, in both kinds of file', async () => {
  const long = [HEADER, ['A1', 'x'.repeat(10_000), 'Ada', 'ada@uni.example']];
  expect(faultsOf(await readTable(csv(long)))).toEqual([[2, 'title', 'long']]);
  expect(faultsOf(await readTable(await xlsx(long)))).toEqual([[2, 'title', 'long']]);
  const nul = [HEADER, ['A1', 'a\0b', 'Ada', 'ada@uni.example']];
  expect(faultsOf(await readTable(csv(nul)))).toEqual([[2, 'title', 'characters']]);
});

test('a workbook is read by its own line numbers, its numbers as codes, and a code that became a date is told', async () => {
  const bytes = await xlsx([
    HEADER,
    [1001, 'Tall', 'Ada', 'ada@uni.example'],
    [null, null, null, null],
    [new Date('2026-03-10T00:00Z'), 'Mars', 'Ada', 'ada@uni.example'],
    ['B1', ' To \n linjer ', 'Ada', null],
  ]);
  expect(faultsOf(await readTable(bytes))).toEqual([
    [4, 'course', 'date'],
    [5, 'email', 'missing'],
  ]);
  const sound = await xlsx([HEADER, [1001, ' To \n linjer ', 'Ada', 'ada@uni.example']]);
  expect(await readTable(sound)).toMatchObject({ rows: [{ course: '1001', title: 'To linjer' }] });
});

test('an archive that is no workbook, or that unpacks to far more than it is, is refused', async () => {
  const bytes = await xlsx([HEADER, ROW]);
  const broken = Buffer.from(bytes);
  broken.fill(0xff, 60, 400);
  expect(await readTable(broken)).toEqual({ is: 'refused', fault: { is: 'broken' } });
  const bomb = Buffer.from(bytes);
  const entry = bomb.indexOf(Buffer.from('504b0102', 'hex'));
  bomb.writeUInt32LE(0x40000000, entry + 24);
  expect(await readTable(bomb)).toEqual({ is: 'refused', fault: { is: 'large' } });
});

const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const header = `<row r="1">${HEADER.map((text, index) => cell(`${'ABCD'[index]}1`, text)).join('')}</row>`;
const row = (line: number) =>
  `<row r="${line}">${ROW.map((text, n) => cell(`${'ABCD'[n]}${line}`, text)).join('')}</row>`;

test('a sheet that somebody scrolled to the end of is read to where its text ends', async () => {
  const bytes = workbookWith(`${header}${row(2)}<row r="1048576"><c r="A1048576"/></row>`);
  expect(await readTable(bytes)).toEqual({ is: 'read', rows: [READ], ignored: [] });
});

test.each([
  ['a cell far to the right', `${header}<row r="2">${cell('ZZZZZZZZ2', 'x')}</row>`],
  ['a line far down', `${header}${row(999_999_999)}`],
  ['what is no sheet', `</sheetData><sheetData>${header}<row`],
])(
  '%s takes down the reading of the file alone',
  async (_name, content) => {
    expect(await readTable(workbookWith(content))).toEqual({ is: 'refused', fault: { is: 'broken' } });
  },
  60_000,
);

test.each(['nb', 'en'] as const)('a table that we write in %s is read back as it was', async (locale) => {
  const word = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .map((text) => `a${text.replace(/[^\p{L}\p{N}\p{P}\p{Sm}]/gu, '')}b`);
  const title = fc
    .tuple(fc.constantFrom('', '=', '+', '-', '@', '"', "'", ';'), word)
    .map(([start, rest]) => start + rest);
  const row = fc.record({ course: word, title, teacher: fc.constant('Ada Ås'), email: fc.constant('ada@uni.example') });
  const unique = fc.uniqueArray(row, {
    minLength: 1,
    maxLength: 6,
    selector: (one) => one.course.normalize('NFC').toLowerCase(),
  });
  await fc.assert(
    fc.asyncProperty(unique, async (rows) => {
      const expected = rows.map((one, index) => ({
        ...one,
        course: one.course.normalize('NFC'),
        title: one.title.normalize('NFC'),
        line: index + 2,
      }));
      expect(await readTable(Buffer.from(csvOf(coursesSheet(rows, locale), locale)))).toEqual({
        is: 'read',
        rows: expected,
        ignored: [],
      });
    }),
  );
  const rows = [{ course: '007', title: '=1+1', teacher: 'Ada Ås', email: 'ada@uni.example' }];
  expect(await readTable(await xlsxOf(coursesSheet(rows, locale)))).toMatchObject({ is: 'read', rows });
});

test('an empty table that we hand out lacks nothing but its lines', async () => {
  for (const locale of ['nb', 'en'] as const) {
    expect(await readTable(Buffer.from(csvOf(coursesSheet([], locale), locale)))).toEqual({
      is: 'refused',
      fault: { is: 'no-rows' },
    });
    expect(await readTable(await xlsxOf(coursesSheet([], locale)))).toEqual({
      is: 'refused',
      fault: { is: 'no-rows' },
    });
  }
});

test('a header is known however it is spelt, and another is not', () => {
  expect(['emne', 'EMNEKODE', 'Course-code', ' Faglærer: ', 'E-postadresse', 'e_mail'].map(columnOf)).toEqual([
    'course',
    'course',
    'course',
    'teacher',
    'email',
    'email',
  ]);
  expect(['', 'Timer', 'constructor', '__proto__'].map(columnOf)).toEqual([undefined, undefined, undefined, undefined]);
});
