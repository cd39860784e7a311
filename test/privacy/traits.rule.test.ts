import { expect, test } from '@jest/globals';
import { eraserOf, type Traits } from '../../src/privacy/traits.rule.js';

const nora: Traits = {
  names: ['Nora Åsen-Dahl', 'Nora'],
  addresses: ['nora.a@stud.example'],
  phones: ['+47 912 34 567', '12'],
};
const erase = eraserOf(nora, '—');

test.each([
  ['a name, the longest first', 'Hei, Nora Åsen-Dahl!', 'Hei, —!'],
  ['in other capitals and over two lines', 'NORA\nåsen-dahl kom', '— kom'],
  ['a shorter name, but as a word alone', 'Nora og Eleonora', '— og Eleonora'],
  ['an address, but none that ends so', 'nora.a@stud.example, xnora.a@stud.example', '—, xnora.a@stud.example'],
  ['an address before a full stop', 'Skriv til Nora.A@stud.example.', 'Skriv til —.'],
  ['a number, however it is spaced', '91234567, 912-34-567, +4791234567', '—, —, —'],
  ['no number that goes on', '912345678', '912345678'],
  ['nothing where there is nothing', 'Kari, tlf. 12', 'Kari, tlf. 12'],
])('takes out %s', (_, text, left) => {
  expect(erase(text)).toBe(left);
});

test('a whole round of people is taken out of many texts', () => {
  const people = Array.from({ length: 2_000 }, (__, index) => index);
  const all = eraserOf(
    {
      names: people.map((one) => `Student Nummer${one}`),
      addresses: people.map((one) => `s${one}@stud.example`),
      phones: people.map((one) => `4${String(one).padStart(7, '0')}`),
    },
    '—',
  );
  const texts = people.map((one) => `Student Nummer${one} (s${one}@stud.example, tlf. ${40_000_000 + one}) søkte.`);
  expect(new Set(texts.map(all))).toEqual(new Set(['— (—, tlf. —) søkte.']));
});
