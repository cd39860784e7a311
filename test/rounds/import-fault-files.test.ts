import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importFile } from '../../src/commands/import.js';
import { listen } from '../support/output.js';
import { smallScenario } from '../support/small-scenario.js';
import { createFixture, type Fixture } from './import-fixture.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const JSON_TEXT = JSON.stringify(smallScenario(), null, 1);

test.each<[string, string | Buffer, string]>([
  ['nothing', '', 'the file: is empty. Write a scenario.'],
  ['no JSON', 'rounds: 1', 'line 1, column 1: "rounds" is not JSON. Expected a value here.'],
  [
    'a list',
    '[]',
    'the file: […] is not an object. Write { … } with scenario, timeZone, faculty, campuses, rounds, applicants, behaviour.',
  ],
  ['a cut file', '{"a": 1', 'line 1, column 8: the file ends too early. Expected a comma or } here.'],
  ['a comma too many', '{\n "a": [1,\n 2,]}', 'line 3, column 4: "]" is not JSON. Expected a value here.'],
  [
    'a comma too few',
    '{"a": 1\n "b": 2}',
    'line 2, column 2: this text is not closed, or holds a line break or an unknown escape. Expected a comma or } here.',
  ],
  [
    'an open text',
    '{"a": "b\n"}',
    'line 1, column 7: this text is not closed, or holds a line break or an unknown escape. Expected a value here.',
  ],
  [
    'single quotation marks',
    "{'a': 1}",
    'line 1, column 2: "\'" is not JSON. Expected a property in double quotation marks or } here.',
  ],
  ['two files in one', '{} {}', 'line 1, column 4: "{" is not JSON. Expected the end of the file here.'],
  [
    'a property twice',
    '{"rounds": [{"id": "a",\n"id": "b"}]}',
    'rounds[0].id: is given again in line 2, column 1. Keep one of them.',
  ],
  [
    'a property that would get lost',
    '{"__proto__": 1}',
    '__proto__: line 1, column 2 has a property of this name. Remove it.',
  ],
  ['UTF-16', Buffer.from(`\ufeff${JSON_TEXT}`, 'utf16le'), 'the file: is UTF-16. Save it as UTF-8.'],
  ['UTF-16 without a mark', Buffer.from(JSON_TEXT, 'utf16le'), 'the file: is UTF-16. Save it as UTF-8.'],
  [
    'Latin-1',
    Buffer.from('{\n "a": "Gjøvik"}', 'latin1'),
    'line 2, column 10: is not UTF-8, maybe Latin-1. Save the file as UTF-8.',
  ],
])('a file with %s is refused', async (_, content, line) => {
  const before = await fixture.app.dump();

  const { status, said } = await fixture.importing(content);

  expect(said.slice(1)).toContain(`  ${line}`);
  expect(status).toBe(1);
  expect(await fixture.app.dump()).toEqual(before);
});

test.each([
  ['/no/such/file.json', 'there is no such file. Check the path.'],
  [tmpdir(), 'is a directory. Name the scenario file in it.'],
])('%s is refused', async (path, why) => {
  const output = listen();

  expect(await importFile(fixture.app, path, output)).toBe(1);

  expect(output.said).toEqual([`${path} was not imported; nothing has changed.`, `  ${path}: ${why}`]);
});

test('a file over 50 MB is refused unread', async () => {
  const { status, said } = await fixture.importing(Buffer.alloc(50 * 1024 * 1024 + 1, 0x20));

  expect(said[1]).toMatch(/scenario\.json: is larger than 50 MB\. Split it: one file may hold some rounds\.$/);
  expect(status).toBe(1);
});
