import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { guessColumns, headersOf, missingFields } from '../../src/process/application/import/fields.js';
import {
  type ImportPosition,
  type ImportRow,
  planImport,
} from '../../src/process/application/import/plan-import.rule.js';
import { readRows } from '../../src/process/application/import/read-rows.js';

const position = (id: string, course: string, more: Partial<ImportPosition> = {}): ImportPosition => ({
  ...{ id, course, title: `Tittel ${course}`, teacher: 'Pål Tveit' },
  ...{ announced: true, rated: false, settled: false, ...more },
});
const row = (line: number, email: string, named: string, priority: number | null = null): ImportRow => ({
  ...{ line, email, position: named, priority, name: 'Ada Aas', phone: '', laos: false, text: '' },
});

describe('the columns of a file', () => {
  test.each([
    [
      'Jobbnorge-like',
      ['Navn', 'E-post', 'Mobil', 'Stilling', 'Søknadsbrev'],
      ['email', 'position', 'name', 'phone', 'text'],
    ],
    [
      'English',
      ['First name', 'Last name', 'E-mail address', 'Course code', 'Priority'],
      ['email', 'position', 'firstName', 'lastName', 'priority'],
    ],
  ])('are known by their headers: %s', (_name, headers, fields) => {
    const columns = guessColumns(headers, {});
    expect(Object.keys(columns).sort()).toEqual([...fields].sort());
    expect(missingFields(columns)).toEqual([]);
  });
  test('are remembered where the file has them', () => {
    const headers = ['Kontakt', 'E-post', 'Emne', 'Navn'];
    expect(guessColumns(headers, { email: 'Kontakt', position: 'Gone' })).toEqual({
      ...{ email: 'Kontakt', position: 'Emne', name: 'Navn' },
    });
  });
  test('with one name, or none, are told apart by their number', () => {
    expect(headersOf(['Navn', '', 'Navn'])).toEqual(['Navn', '(2)', 'Navn (3)']);
  });
  test('without which nothing can be taken in are told', () => {
    expect(missingFields(guessColumns(['A', 'Fornavn'], {}))).toEqual(['email', 'position', 'name']);
  });
});

describe('the lines of a file', () => {
  const read = (headers: readonly string[], ...lines: readonly (readonly string[])[]) =>
    readRows(
      [headers, ...lines].map((cells, index) => ({ line: index + 1, cells })),
      guessColumns(headers, {}),
    );
  const HEADERS = ['E-post', 'Emne', 'Fornavn', 'Etternavn', 'Telefon', 'Prioritet', 'LAOS', 'Søknadstekst'];

  test('are read with what they leave open', () => {
    const { rows, faults } = read(
      HEADERS,
      ['ADA@stud.example', ' TDT4100 ', 'Ada', 'Aas', '+47 999 99 999', '2', 'Ja', 'Hei\r\n\r\nJeg vil.'],
      ['bo@stud.example', 'TDT4100', '', 'Bø', '', '', '', ''],
    );
    expect(faults).toEqual([]);
    expect(rows).toEqual([
      {
        ...{ line: 2, email: 'ada@stud.example', position: 'TDT4100', name: 'Ada Aas', phone: '+47 999 99 999' },
        ...{ priority: 2, laos: true, text: 'Hei\n\nJeg vil.' },
      },
      { ...row(3, 'bo@stud.example', 'TDT4100'), name: 'Bø' },
    ]);
  });

  test.each([
    ['email', 'missing', ['', 'E', 'F', 'L', '', '', '', '']],
    ['email', 'email', ['not an address', 'E', 'F', 'L', '', '', '', '']],
    ['position', 'missing', ['a@b.no', '', 'F', 'L', '', '', '', '']],
    ['name', 'missing', ['a@b.no', 'E', '', '', '', '', '', '']],
    ['name', 'characters', ['a@b.no', 'E', 'F\u202e', 'L', '', '', '', '']],
    ['phone', 'phone', ['a@b.no', 'E', 'F', 'L', 'ring meg', '', '', '']],
    ['priority', 'number', ['a@b.no', 'E', 'F', 'L', '', '0', '', '']],
    ['priority', 'number', ['a@b.no', 'E', 'F', 'L', '', 'first', '', '']],
    ['laos', 'yes-no', ['a@b.no', 'E', 'F', 'L', '', '', 'kanskje', '']],
    ['text', 'long', ['a@b.no', 'E', 'F', 'L', '', '', '', 'x'.repeat(2001)]],
  ])('that cannot be: %s %s', (field, is, cells) => {
    const { rows, faults } = read(HEADERS, cells);
    expect(rows).toEqual([]);
    expect(faults.map((fault) => [fault.line, fault.field, fault.is])).toEqual([[2, field, is]]);
  });
});

describe('what comes of a file', () => {
  const positions = [
    position('P1', 'TDT4100'),
    position('P2', 'TDT4200', { rated: true }),
    position('P3', 'TDT4300', { settled: true, rated: true }),
    position('P4', 'TDT4400', { announced: false }),
    position('P5', 'TDT4500', { teacher: 'Ola Nes' }),
    position('P6', 'TDT4500', { teacher: 'Kari Lie' }),
  ];
  const plan = (...rows: readonly ImportRow[]) => planImport(rows, positions, []);

  test.each([
    ['p1', 'P1'],
    ['TDT4100', 'P1'],
    ['tdt4100 – Objektorientert programmering', 'P1'],
    ['Tittel TDT4100', 'P1'],
    ['TDT4500 (Kari Lie)', 'P6'],
  ])('a position is found by “%s”', (said, id) => {
    expect(plan(row(2, 'a@b.no', said)).applications.map(({ positionId }) => positionId)).toEqual([id]);
  });

  test.each([
    ['TDT9999', 'unknown'],
    ['', 'unknown'],
    ['TDT4500', 'ambiguous'],
    ['TDT4200', 'rated'],
    ['TDT4300', 'settled'],
    ['TDT4400', 'unannounced'],
  ])('“%s” is refused: %s', (said, is) => {
    const { applications, faults } = plan(row(2, 'a@b.no', said));
    expect([applications, faults.map((fault) => fault.is)]).toEqual([[], [is]]);
  });

  test('the choices of one that may be several are named', () => {
    expect(plan(row(2, 'a@b.no', 'TDT4500')).faults[0]?.choices).toEqual(['P5', 'P6']);
  });

  test('one application twice, and one priority twice, are refused with the line that they clash with', () => {
    const { faults } = plan(
      row(2, 'a@b.no', 'P1', 1),
      row(3, 'a@b.no', 'TDT4100', 2),
      row(4, 'a@b.no', 'P5', 1),
      row(5, 'b@b.no', 'P5', 1),
    );
    expect(faults.map(({ line, is, other }) => [line, is, other])).toEqual([
      [3, 'twice', 2],
      [4, 'priority-twice', 2],
    ]);
  });

  test('what is there already stays, also for a position that takes no more', () => {
    const known = { email: 'a@b.no', positionId: 'P2', priority: 1, withdrawn: false };
    const made = planImport([row(2, 'a@b.no', 'P2'), row(3, 'a@b.no', 'P1')], positions, [known]);
    expect([made.known, made.faults, made.applications.map(({ priority }) => priority)]).toEqual([1, [], [2]]);
  });

  test('a student’s priorities are distinct and nothing is lost, whatever the file says', () => {
    const rows = fc.array(
      fc.record({
        who: fc.integer({ min: 0, max: 4 }),
        at: fc.integer({ min: 0, max: 5 }),
        rank: fc.option(fc.integer({ min: 1, max: 4 })),
      }),
      { maxLength: 30 },
    );
    const known = fc.uniqueArray(
      fc.record({
        who: fc.integer({ min: 0, max: 4 }),
        at: fc.integer({ min: 0, max: 5 }),
        priority: fc.integer({ min: 1, max: 6 }),
      }),
      { selector: ({ who, at }) => `${who} ${at}`, maxLength: 8 },
    );
    fc.assert(
      fc.property(rows, known, (given, before) => {
        const open = positions.map((one) => ({ ...one, announced: true, rated: false, settled: false }));
        const email = (who: number) => `s${who}@b.no`;
        const distinct = new Map(before.map((one) => [`${one.who} ${one.priority}`, one]));
        const existing = [...distinct.values()].map(({ who, at, priority }) => ({
          ...{ email: email(who), positionId: `P${at + 1}`, priority, withdrawn: false },
        }));
        const lines = given.map(({ who, at, rank }, index) => row(index + 2, email(who), `P${at + 1}`, rank));
        const { applications, known: already, faults } = planImport(lines, open, existing);
        expect(applications.length + already + faults.length).toBe(lines.length);
        const all = [...existing, ...applications].map((one) => `${one.email} ${one.priority}`);
        expect(new Set(all).size).toBe(all.length);
        const wishes = [...existing, ...applications].map((one) => `${one.email} ${one.positionId}`);
        expect(new Set(wishes).size).toBe(wishes.length);
      }),
    );
  });
});
