import { expect, test } from '@jest/globals';
import { fillIn, findForm, type Values } from '../../../src/rehearsal/robots/form.js';
import { pageOf, pathOf, UnexpectedPage } from '../../../src/rehearsal/robots/page.js';

const page = (html: string) => pageOf(new URL('http://h/l/1'), 200, `<main data-page="p">${html}</main>`);

const sent = (html: string, values: Values = {}) => {
  const shown = page(`<form method="post">${html}<button>Send</button></form>`);
  return [
    ...fillIn(
      findForm(shown, () => true),
      values,
    ),
  ].map(([name, value]) => `${name}=${value}`);
};

test('hidden and prefilled fields are kept, others are filled in by name', () => {
  const html = `<input type="hidden" name="step" value="choose"><input name="hours" value="80">
    <textarea name="comment">
 a &amp; b</textarea><input name="openings"><p><input type="number" name="rank.1-2"></p>`;
  const kept = ['step=choose', 'hours=80', 'comment= a & b'];
  expect(sent(html, { openings: '3', 'rank.1-2': '1' })).toEqual([...kept, 'openings=3', 'rank.1-2=1']);
  expect(sent(html, { hours: '', comment: 'x' })).toEqual([
    'step=choose',
    'hours=',
    'comment=x',
    'openings=',
    'rank.1-2=',
  ]);
});

test('boxes are ticked and unticked, one of a list of buttons is chosen', () => {
  const html = `<input type="checkbox" name="laos" value="yes"><input type="checkbox" name="late" checked>
    <input type="radio" name="need" value="yes"><input type="radio" name="need" value="no" checked>`;
  expect(sent(html)).toEqual(['late=on', 'need=no']);
  expect(sent(html, { laos: true, late: false, need: 'yes' })).toEqual(['laos=yes', 'need=yes']);
  expect(() => sent(html, { need: 'maybe' })).toThrow('no field need that takes “maybe”');
});

test('a list offers its options; the first stands when none is selected', () => {
  const html = `<select name="kind"><option value="a">A</option><option selected>b</option></select>
    <select name="first"><option value="x">X</option><option value="y">Y</option></select>`;
  expect(sent(html)).toEqual(['kind=b', 'first=x']);
  expect(sent(html, { kind: 'a', first: 'y' })).toEqual(['kind=a', 'first=y']);
  expect(() => sent(html, { kind: 'c' })).toThrow('no field kind');
});

test('what a person cannot change cannot be filled in, and what is disabled is not sent', () => {
  const html = `<input type="hidden" name="round" value="R"><input name="name" value="N" readonly>
    <input name="old" value="1" disabled><fieldset disabled><input name="far" value="2"></fieldset>`;
  expect(sent(html)).toEqual(['round=R', 'name=N']);
  for (const name of ['round', 'name', 'old', 'far', 'unknown'])
    expect(() => sent(html, { [name]: 'x' })).toThrow(`no field ${name}`);
  expect(sent(html, { unknown: false })).toEqual(['round=R', 'name=N']);
});

test('the first button is pressed and sends its name', () => {
  const buttons = '<button type="button" name="b" value="0"></button><button name="act" value="rate">Rate</button>';
  expect(sent(buttons)).toEqual(['act=rate']);
  const none = findForm(page('<form><input name="a"></form>'), () => true);
  expect(() => fillIn(none, {})).toThrow('no button');
});

test('a form without novalidate is not sent while something required is missing', () => {
  const html = '<input name="email" required><input type="radio" name="a" value="1" required>';
  expect(() => sent(html, { a: '1' })).toThrow('email has to be filled in');
  expect(() => sent(html, { email: 'x' })).toThrow('a has to be filled in');
  expect(sent(html, { email: 'x', a: '1' })).toEqual(['email=x', 'a=1']);
});

test('a form is known by its fields', () => {
  const two = page(`<form><input type="hidden" name="act" value="rate"></form>
    <form><input type="hidden" name="act" value="delegate"><input name="email"></form>`);
  expect(findForm(two, (fields) => fields.get('act') === 'delegate').fields.has('email')).toBe(true);
  expect(() => findForm(two, (fields) => fields.has('need'))).toThrow('/l/1: the page p has no such form');
});

test('a page that was not expected is named without the signature of its link', () => {
  const got = pageOf(new URL('http://h/l/1-2.secret'), 404, '<main data-page="link-unknown"><h1>Gone</h1></main>');
  const message = new UnexpectedPage(got, ['offer-open', 'offer-expired']).message;
  expect(message).toBe('/l/1-2: expected offer-open or offer-expired, got link-unknown, status 404, “Gone”');
  expect(pathOf(new URL('http://h/apply'))).toBe('/apply');
});
