import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fileName, namer } from '../../../src/rehearsal/round/file-names.rule.js';
import { layOut } from '../../../src/rehearsal/round/lay-out.js';

test.each([
  ['Åse Moen-Lie', 'Åse Moen-Lie'],
  ['../../etc/passwd', 'etc passwd'],
  ['C:\\Windows\\system32', 'C Windows system32'],
  ['Tilbud: «TDT4100» | 100 t?', 'Tilbud «TDT4100» 100 t'],
  ['aux', '_aux'],
  ['Com1.txt', '_Com1.txt'],
  ['COM10', 'COM10'],
  ['Nul ', '_Nul'],
  ['a\u202Egpj.exe\u0000\n', 'a gpj.exe'],
  ['Ends with dots. . .', 'Ends with dots'],
  ['.hidden', 'hidden'],
  ['...', '_'],
  ['', '_'],
])('%j becomes %j', (text, name) => {
  expect(fileName(text, 60)).toBe(name);
});

test('a name is cut between characters, and never at a place where it would end in a space', () => {
  expect(fileName('æøå'.repeat(10), 9)).toBe('æøåæ');
  expect(fileName('ab cd', 3)).toBe('ab');
});

test('whatever the text, the name is one that every system takes, and making it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 8, max: 80 }), (text, longest) => {
      const name = fileName(text, longest);
      expect(name).not.toMatch(/[<>:"/\\|?*]|\p{Cc}|^\.|[. ]$/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(longest + 1);
      expect(name).not.toBe('');
    }),
  );
});

test('the same name twice, also in other capitals, gets a number', () => {
  const distinct = namer();
  expect(['Kari', 'kari', 'Kari (2)', 'KARI'].map(distinct)).toEqual(['Kari', 'kari (2)', 'Kari (2) (2)', 'KARI (3)']);
});

test('each mail has a place by its person and time; two people of one name are told apart, a list goes by its address', () => {
  const mail = (to: string, minute: string) => ({
    ...{ kind: 'offer', to, subject: 'Tilbud: TDT4100', text: '', messageId: to },
    receivedAt: new Date(`2026-11-06T08:${minute}:00Z`),
  });
  const mails = [mail('a@x', '00'), mail('b@x', '00'), mail('c@x', '00'), mail('c@x', '00'), mail('list@x', '05')];
  const names = new Map([...['a@x', 'b@x'].map((one) => [one, 'Kari Li'] as const), ['c@x', 'kari li'] as const]);
  expect(layOut(mails, names, 'Europe/Oslo').map(({ path }) => path)).toEqual([
    'mails-by-person/Kari Li (a@x)/2026-11-06 09.00 Tilbud TDT4100',
    'mails-by-person/Kari Li (b@x)/2026-11-06 09.00 Tilbud TDT4100',
    'mails-by-person/kari li/2026-11-06 09.00 Tilbud TDT4100',
    'mails-by-person/kari li/2026-11-06 09.00 Tilbud TDT4100 (2)',
    'mails-by-person/list@x/2026-11-06 09.05 Tilbud TDT4100',
  ]);
});
