import { expect, test } from '@jest/globals';
import { message } from '../../src/platform/messages.js';
import { writtenOut } from '../../src/web/written-out.js';

const partials = new Map([
  ['who', '{{! name }}\n{{#if name}}\n<b>{{name}}</b>\n{{/if}}\n'],
  ['both', '{{> who}} and {{> who}}\n'],
  ['asked', '{{t "by-rules"}} {{t "applicants.for" name=name}}'],
]);
const write = (template: string) => writtenOut(template, partials, { locale: 'en', catalogue: 'pages' });

test('a partial that is given nothing stands where it was called, and so do those that it calls', () => {
  expect(write('<p>{{> both}}</p>')).toBe(
    '<p>{{! name }}{{#if name}}<b>{{name}}</b>\n{{/if}}\n and {{! name }}{{#if name}}<b>{{name}}</b>\n{{/if}}\n\n</p>',
  );
  expect(write('<p>\n  {{> who}}\n</p>')).toBe('<p>\n  {{! name }}\n{{#if name}}\n<b>{{name}}</b>\n{{/if}}\n</p>');
});

test('one that is given something, and one that there is not', () => {
  expect(write('{{> who name=teacher}}')).toBe('{{> who name=teacher}}');
  expect(() => write('{{> nobody}}')).toThrow('There is no partial nobody.');
});

test('a message without values is its words, escaped', () => {
  const words = message('en', 'pages', 'rating-fields.review');
  expect(write("<b>{{t 'rating-fields.review'}}</b>")).toBe(`<b>${words}</b>`);
  expect(write("{{common 'laos.name'}} {{ui 'lang'}}")).toBe('LAOS en');
  const course = writtenOut("{{t 'forecast.how.course'}}", partials, { locale: 'en', catalogue: 'board' });
  expect(course).toContain('A course&#x27;s own answers');
});

test('a message with values, and one that this catalogue lacks, is said when the page is shown', () => {
  expect(write('{{> asked}}')).toBe('{{t "by-rules"}} {{t "applicants.for" name=name}}');
});
