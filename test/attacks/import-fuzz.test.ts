import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Dice, diceOf } from '../../src/rehearsal/robots/dice.js';
import type { Browser } from '../board/browser.js';
import { fieldsOf } from '../board/form-fields.js';
import { type Board, signInAs, startBoard } from '../board/harness.js';
import { DURING_OFFERS, GJOVIK, seedBoard, TRONDHEIM } from '../board/seed.js';
import { createFixture, type Fixture } from '../rounds/import-fixture.js';
import { workbookWith } from '../rounds/workbook.js';
import { smallScenario } from '../support/small-scenario.js';
import { bytesMutated, cellsMutated, structureMutated } from './file-mutations.js';

const SCENARIOS = 1_000;
const TABLES = 500;
// Each of them is read in a thread of its own.
const WORKBOOK_ONE_IN = 20;

let fixture: Fixture;
let board: Board;
let kari: Browser;
let gro: Browser;
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeAll(async () => {
  process.on('unhandledRejection', note);
  fixture = await createFixture();
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  kari = await signInAs(board, TRONDHEIM);
  gro = await signInAs(board, GJOVIK);
});
afterAll(async () => {
  await board.close();
  await fixture.close();
  process.off('unhandledRejection', note);
});

test('a thousand scenarios made otherwise are taken in, or refused with the place and the remedy and nothing changed', async () => {
  const dice = diceOf(1);
  const harm: string[] = [];
  const outcomes = new Map<number, number>();
  let before = await fixture.app.dump();
  for (let count = 0; count < SCENARIOS; count += 1) {
    const content = scenarioFile(dice);
    const outcome = await fixture.importing(content).catch((error: unknown) => ({ status: -1, said: [String(error)] }));
    outcomes.set(outcome.status, (outcomes.get(outcome.status) ?? 0) + 1);
    const after = await fixture.app.dump();
    const places = outcome.said.slice(1);
    if (outcome.status === -1) harm.push(`${outcome.said[0]} for ${String(content).slice(0, 2_000)}`);
    if (outcome.status === 1 && after !== before) harm.push(`refused, and changed: ${String(content).slice(0, 2_000)}`);
    if (outcome.status === 1 && !(places.length > 0 && places.every((line) => /^ {2}(\S.*: \S|… and \d)/.test(line))))
      harm.push(`no place: ${outcome.said.join('|')}`);
    before = after;
  }
  expect(harm.slice(0, 10)).toEqual([]);
  expect([...outcomes.keys()].sort()).toEqual([0, 1]);
  expect(unhandled).toEqual([]);
}, 120_000);

const COURSES = [
  ['Emne', 'Tittel', 'Faglærer', 'E-post'],
  ['TDT4100', 'Objektorientert programmering', 'Pål Tveit', 'teacher@uni.example'],
  ['TDT4200', 'Parallelle beregninger', 'Ny Nilsen', 'ny.nilsen@uni.example'],
];
const APPLICATIONS = [
  ['Navn', 'E-post', 'Emne', 'Telefon', 'Prioritet', 'LAOS', 'Begrunnelse'],
  ['Nora Hauge', 'nora.hauge@stud.example', 'IDATG1001', '+47 999 99 999', '1', 'ja', 'Jeg fikk A.'],
  ['Jonas Lie', 'jonas.lie@stud.example', 'IDATG1001', '', '2', 'nei', ''],
];

test.each([
  ['courses', '/board/new-round/file', COURSES, () => kari],
  ['applications', '/board/rounds/2027V-gjovik/import', APPLICATIONS, () => gro],
])(
  'five hundred files of %s made otherwise fail nothing, and change nothing where they are refused',
  async (what, path, rows, who) => {
    const dice = diceOf(2);
    const harm: string[] = [];
    const statuses = new Map<number, number>();
    const browser = who();
    const without = ['session'];
    let before = await board.app.dump({ without });
    const look = async (did: string, { status }: { status: number }) => {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const after = await board.app.dump({ without });
      if (status >= 500) harm.push(`${status} for ${did}`);
      if (status >= 400 && after !== before) harm.push(`refused, and changed: ${did}`);
      before = after;
    };
    for (let count = 0; count < TABLES; count += 1) {
      const file = tableFile(rows, dice, count % WORKBOOK_ONE_IN === 0);
      const did = JSON.stringify(file.toString('latin1').slice(0, 1_000));
      const sent = await browser.upload(
        path,
        { campus: 'trondheim', semester: '2027H' },
        new File([Uint8Array.from(file)], 'x.csv'),
      );
      await look(did, sent);
      if (!sent.location) continue;
      const page = await browser.get(sent.location);
      if (page.status !== 200) harm.push(`${page.status} to look at ${did}`);
      const { seen } = fieldsOf(page, 'Hent inn');
      if (seen)
        await look(
          did,
          await browser.post(sent.location, { step: 'take-in', seen, leaves: dice.pick(['yes', '']) ?? '' }),
        );
    }
    expect(harm.slice(0, 10)).toEqual([]);
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([what === 'courses' ? 200 : 303, 422]));
    expect(unhandled).toEqual([]);
  },
  240_000,
);

/** A scenario of which some values are others; now and then some bytes of the file. */
function scenarioFile(dice: Dice): string | Buffer {
  const scenario = structureMutated(structuredClone(smallScenario()), dice);
  const text = JSON.stringify(scenario, null, 1);
  return dice.roll() < 0.25 ? bytesMutated(Buffer.from(text), dice) : text;
}

/** A table of which some cells are others, as separated values in some encoding or as a workbook; now and then some bytes. */
function tableFile(rows: readonly (readonly string[])[], dice: Dice, asWorkbook: boolean): Buffer {
  const cells = cellsMutated(rows, dice);
  const file = asWorkbook ? workbookOf(cells) : separated(cells, dice);
  return dice.roll() < 0.25 ? bytesMutated(file, dice) : file;
}

function separated(rows: readonly (readonly string[])[], dice: Dice): Buffer {
  const delimiter = dice.pick([';', ',', '\t']) ?? ';';
  const quoted = dice.roll() < 0.5;
  const cell = (text: string) => (quoted ? `"${text.replaceAll('"', '""')}"` : text);
  const text = rows.map((row) => row.map(cell).join(delimiter)).join(dice.pick(['\r\n', '\n', '\r']) ?? '\n');
  const encoding = dice.pick(['utf8', 'latin1', 'utf16le'] as const) ?? 'utf8';
  return Buffer.from(encoding === 'utf16le' ? `\ufeff${text}` : text, encoding);
}

function workbookOf(rows: readonly (readonly string[])[]): Buffer {
  const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const row = (cells: readonly string[]) =>
    `<row>${cells.map((text) => `<c t="inlineStr"><is><t>${escaped(text)}</t></is></c>`).join('')}</row>`;
  return workbookWith(rows.map(row).join(''));
}
