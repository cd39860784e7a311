import { expect, test } from '@jest/globals';
import { pageOf } from '../../../src/rehearsal/robots/page.js';
import { ranksOf } from '../../../src/rehearsal/robots/ranks.js';

const row = (address: string, id: string) =>
  `<tr data-applicant="${address}"><td><input name="rank.${id}"><input type="checkbox" name="unsuited.${id}"></td></tr>`;

test('whoever is ranked and on the page gets the next rank, all others there are unsuited', () => {
  const rows = [row('Bo@stud.example', '2'), row('anna@stud.example', '1'), row('carl@stud.example', '3')];
  const locked = '<tr data-applicant="dina@stud.example"><td>Has an offer</td></tr>';
  const html = `<main data-page="rating-form"><form><table><tr><th>Rank</th></tr>${rows.join('')}${locked}</table></form>`;
  const page = pageOf(new URL('http://h/l/1'), 200, html);
  const ranked = ['anna', 'dina', 'emil', 'bo', 'anna'].map((name) => `${name}@stud.example`);
  expect(ranksOf(page, ranked)).toEqual({
    ...{ 'rank.1': '1', 'unsuited.1': false },
    ...{ 'rank.2': '2', 'unsuited.2': false },
    ...{ 'rank.3': '', 'unsuited.3': true },
  });
});
