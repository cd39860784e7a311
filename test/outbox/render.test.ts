import { expect, test } from '@jest/globals';
import { convert } from 'html-to-text';
import { signedPath } from '../../src/links/signature.js';
import type { MailFacts, MailKind } from '../../src/outbox/kinds.js';
import { renderMail } from '../../src/outbox/render.js';
import { mailKinds, mailSamples, movedSamples } from '../../src/outbox/samples.js';
import type { Locale } from '../../src/people/person.entity.js';
import { catalogue } from '../../src/platform/messages.js';
import { sayInstant, sayLastMoment } from '../../src/platform/say-time.js';
import { INSTANT, poisoned } from './poison.js';

const line = { course: 'TDT4100', title: 'Objektorientert programmering' };
const context = { secret: 's'.repeat(32), baseUrl: 'https://stafett.example', timeZone: 'Europe/Oslo' };
const locales: Locale[] = ['nb', 'en'];
const everyMail = mailKinds.flatMap((kind) => locales.map((locale) => ({ kind, locale })));

const render = <K extends MailKind>(kind: K, locale: Locale = 'nb', changed: Partial<MailFacts[K]> = {}) =>
  renderMail(kind, locale, { ...mailSamples[kind], ...changed }, context);

/** Every string anywhere in the facts, with the name of its property. */
function stringsIn(value: unknown, name = ''): [string, string][] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => stringsIn(item, Array.isArray(value) ? name : key));
}

const asRead = (html: string) =>
  convert(html, {
    wordwrap: false,
    selectors: ['h1', 'h2'].map((selector) => ({ selector, options: { uppercase: false } })),
  }).replace(/\s+/g, ' ');

test.each(everyMail)('$kind in $locale is whole', ({ kind, locale }) => {
  const { subject, html, text } = render(kind, locale);
  expect(subject).not.toBe('');
  expect([...subject].length).toBeLessThanOrEqual(78);
  for (const part of [subject, html, text]) {
    for (const gap of ['{{', 'undefined', '[object', 'null', 'NaN']) expect(part).not.toContain(gap);
    expect(part).not.toMatch(INSTANT);
  }
  expect(html).toContain(`<html lang="${locale}" dir="ltr"`);
});

test.each(everyMail)('$kind in $locale has its links and its deadlines in both forms', ({ kind, locale }) => {
  const { html, text } = render(kind, locale);
  for (const [name, value] of stringsIn(mailSamples[kind])) {
    if (name === 'link') {
      expect(html).toContain(`href="${context.baseUrl}${signedPath(context.secret, value)}"`);
      expect(text).toContain(context.baseUrl + signedPath(context.secret, value));
    }
    if (!INSTANT.test(value)) continue;
    const said = [sayInstant, sayLastMoment].map((say) => say(value, locale, context.timeZone));
    const isIn = (form: string) => said.some((words) => form.includes(words));
    expect([name, isIn(html), isIn(text)]).toEqual([name, true, true]);
  }
});

test.each(everyMail)('the HTML of $kind in $locale says all that its plain text says', ({ kind, locale }) => {
  const { html, text } = render(kind, locale);
  const read = asRead(html);
  const facts = text.split('\n').flatMap((line) => line.replace(/^--? /, '').split(/ · |: |:$/));
  for (const fact of facts) expect(read).toContain(fact.trim());
});

test.each(mailKinds)('the board can show %s without its links', (kind) => {
  const { html, text } = renderMail(kind, 'nb', mailSamples[kind], { ...context, maskLinks: true });
  for (const part of [html, text]) {
    expect(part).not.toContain('/l/');
    for (const [name, value] of stringsIn(mailSamples[kind])) if (name === 'link') expect(part).not.toContain(value);
  }
});

test.each(everyMail)('names do no harm to $kind in $locale', ({ kind, locale }) => {
  const facts: MailFacts[typeof kind] = poisoned(mailSamples[kind]);
  const { subject, html, text } = renderMail(kind, locale, facts, context);
  expect(html).not.toContain('<script');
  expect(html).not.toContain('"onload');
  expect([...subject].length).toBeLessThanOrEqual(78);
  expect(subject).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}]/u);
  for (const part of [html, text]) expect(part).not.toMatch(/[\r\0\p{Bidi_Control}\p{Zl}]/u);
  expect(text).not.toMatch(/^Bcc:/m);
});

test('a name keeps its letters in every script', () => {
  const name = 'Þóra Ægisdóttir نگار می‌خواهم 王小明';
  const { html, text } = render('offer', 'en', { recipient: name });
  expect(html).toContain(name);
  expect(text).toContain(`Hello ${name},`);
});

test('the catalogue has texts for these kinds and no others', () => {
  for (const locale of locales) {
    const kinds = [...catalogue(locale, 'mail').keys()].map((key) => key.split('.')[0]);
    expect([...new Set(kinds)].sort()).toEqual([...mailKinds, 'letter'].sort());
  }
});

test('an offer says the last day, not the instant at which it expires', () => {
  expect(render('offer').text).toContain('Svar ja eller nei senest fredag 20. november 2026 kl. 23.59 (norsk tid).');
  expect(render('offer-expired').text).toContain('Fristen var fredag 20. november 2026 kl. 23.59 (norsk tid)');
});

test('an offer speaks of the training only to whoever lacks it', () => {
  expect(render('offer').text).toContain('LAOS');
  expect(render('offer', 'nb', { laosMissing: false }).text).not.toContain('LAOS');
});

test('a request for demand says what the course reported last time, if anything', () => {
  expect(render('demand-request').text).toContain('Sist (våren 2026) meldte emnet inn 3 læringsassistenter, 100 timer');
  const last = { semester: '2026H', kind: 'teaching-assistant', openings: 1, hours: 80 } as const;
  expect(render('demand-request', 'en', { lastTime: last }).text).toContain(
    'Last time (autumn 2026) the course asked for 1 teaching assistant, 80 hours per assistant.',
  );
  const none = { semester: 'sommeren', kind: null, openings: null, hours: null };
  expect(render('demand-request', 'nb', { lastTime: none }).text).toContain(
    'Sist (sommeren) meldte emnet inn at det ikke trengte assistenter.',
  );
  expect(render('demand-request', 'nb', { lastTime: null }).text).not.toContain('Sist');
});

test('a reminder of the demand carries the contact’s words, and after the deadline says until when an answer counts', () => {
  expect(render('demand-reminder').text).toContain('Kari Nordli skriver: «Hei, vi trenger svaret før vi kan lyse ut.»');
  expect(render('demand-reminder', 'nb', { note: null }).text).not.toContain('skriver');
  const { lateUntil } = mailSamples['demand-reminder'];
  const late = render('demand-reminder', 'nb', { due: lateUntil });
  expect(late.subject).toBe('TDT4100: vi mangler svaret ditt om assistenter');
  expect(late.text).toContain('Fristen for å svare er ute, men svaret ditt teller hvis det kommer senest fredag 9.');
  expect(late.text).not.toContain('Et svar etter fristen');
});

test('a report says who reported', () => {
  expect(render('demand-report').text).toContain('automatisk');
  expect(render('demand-report', 'nb', { reportedBy: 'contact' }).text).toContain('Kari Nordli har rapportert');
  expect(render('demand-report', 'nb', { reportedBy: 'late' }).text).toContain('har det kommet svar');
});

test('an overview puts the positions short of applicants first', () => {
  const { subject, text } = render('overview');
  expect(subject).toContain('1 stilling har for få søkere');
  expect(text.indexOf('TTK4235')).toBeLessThan(text.indexOf('TDT4100'));
  expect(render('overview', 'nb', { positions: [] }).text).toContain('Ingen stillinger ble lyst ut.');
});

test('a corrected list says what changed, a first one does not', () => {
  const corrected = render('final-list').text;
  expect(corrected).toContain('Ny på lista: Ali Reza.');
  expect(corrected).toContain('Ikke lenger på lista: Jo Berg og Eva Dahl.');
  const first = render('final-list', 'nb', { changes: null, employed: [], unfilled: 3 });
  expect(first.subject).toContain('Ferdig liste');
  expect(first.text).toContain('Ingen er ansatt, og 3 plasser er ikke fylt.');
  expect(first.text).not.toContain('på lista:');
});

test('whoever takes over a rating learns from whom', () => {
  expect(render('rating-request', 'en', { delegatedBy: 'Pål Tveit' }).text).toContain('Pål Tveit has asked you');
  expect(render('rating-request', 'en').text).not.toContain('has asked you');
});

test('a receipt says which application was withdrawn, and no deadline that may be over', () => {
  const { subject, text } = render('application-receipt', 'nb', { ...line, change: 'withdrawn', applications: [] });
  expect(subject).toContain('Søknaden er trukket: TDT4100');
  expect(text).toContain('Du har trukket søknaden på TDT4100 Objektorientert programmering');
  expect(text).not.toContain('oktober');
});

test.each(locales)('the other cases of each kind read whole in %s', (locale) => {
  const cases = [
    render('application-receipt', locale, { applications: [] }),
    render('application-receipt', locale, { ...line, change: 'withdrawn', applications: [] }),
    render('application-receipt', locale, { ...line, change: 'restored', applications: [] }),
    render('application-closed', locale, { others: 0 }),
    render('application-closed', locale, { others: 1 }),
    render('offer-withdrawn', locale, { by: 'student' }),
    render('offer-accepted', locale, { laosMissing: false }),
    render('laos-reminder', locale, { first: false }),
    render('digest', locale, { needs: [], happened: [] }),
    render('report-request', locale, { answered: 0, silent: 0 }),
    render('offer', locale, { semester: 'sommeren', contact: { ...mailSamples.offer.contact, phone: null } }),
  ];
  for (const { subject, text } of cases) {
    expect([...subject].length).toBeLessThanOrEqual(78);
    expect(text).not.toMatch(/none|undefined|null|\S {2}|\n{3}/);
  }
});

test.each(locales)(
  'a moved deadline says which one, when it is now, and leads to where something is done about it: %s',
  (locale) => {
    const letters = Object.values(movedSamples).map((facts) => renderMail('deadline-moved', locale, facts, context));
    expect(new Set(letters.map(({ subject }) => subject)).size).toBe(letters.length);
    for (const [index, { html, text }] of letters.entries()) {
      const { what, from, to } = Object.values(movedSamples)[index] as MailFacts['deadline-moved'];
      const say = what === 'offer' ? sayLastMoment : sayInstant;
      for (const at of [from, to]) expect(text).toContain(say(at, locale, context.timeZone));
      for (const gap of ['undefined', 'none', '[object', 'null']) expect(html).not.toContain(`>${gap}`);
      expect(text.includes(`${context.baseUrl}/l/`)).toBe(what !== 'application');
    }
    const [, , , list] = letters;
    expect(list?.text).toContain(`${context.baseUrl}/`);
    expect(list?.text).not.toContain(locale === 'nb' ? 'Lenken er personlig' : 'This link is personal');
  },
);
