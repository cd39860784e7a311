import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import type { MailKind } from '../../src/outbox/kinds.js';
import { renderMail } from '../../src/outbox/render.js';
import { mailKinds, mailSamples } from '../../src/outbox/samples.js';
import { root } from '../../src/platform/root.js';

const context = { secret: 's'.repeat(32), baseUrl: 'https://stafett.example', timeZone: 'Europe/Oslo' };
const folder = join(root, 'templates', 'mail');

let source: string;
let committed: string;
let compiled: string;
beforeAll(async () => {
  source = await readFile(join(folder, 'letter.mjml'), 'utf8');
  committed = await readFile(join(folder, 'letter.html.hbs'), 'utf8');
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'scripts', 'build-mails.js'), '--print']);
  compiled = stdout;
});

const tagsOf = (text: string) => text.match(/\{\{.*?\}\}/g) ?? [];
const bodyOf = (html: string, from: string | RegExp) => html.slice(html.search(from));

test('the template is what its MJML compiles to', () => {
  expect(committed).toBe(compiled);
});

test('MJML drops no Handlebars tag and moves none', () => {
  const written = tagsOf(bodyOf(source, '<mj-body'));
  expect(written.length).toBeGreaterThan(60);
  // The element around the body says the language and the subject once more.
  expect(tagsOf(bodyOf(compiled, '<div style="display:none'))).toEqual(written);
  expect(compiled).toContain('<html lang="{{locale}}" dir="ltr"');
  expect(compiled).toContain('<title>{{subject}}</title>');
});

test('nothing is loaded from elsewhere', () => {
  expect(compiled).not.toMatch(/<link|<img|@import|url\(|src=/);
});

test('an announcement of 150 positions is not clipped by Gmail, which shows 102 kB', () => {
  const position = {
    ...{ course: 'IDATG2204', title: 'Informasjonsbehandling og automatisering i industrien' },
    ...{ teacher: 'Anne-Kristine Håkonsen Sørgård', kind: 'teaching-assistant' as const, openings: 10, hours: 120 },
  };
  const facts = { ...mailSamples.announcement, positions: Array.from({ length: 150 }, () => position) };
  const { html } = renderMail('announcement', 'nb', facts, context);
  expect(html.split(position.teacher)).toHaveLength(151);
  expect(Buffer.byteLength(html)).toBeLessThan(102 * 1024);
});

test('what a list of mails shows beside the subject ends in blanks, with nothing of the letter', () => {
  for (const kind of mailKinds) {
    const hidden = parse(html(kind)).querySelector('body div div');
    expect(hidden?.getAttribute('style')).toMatch(/display:none;.*mso-hide:all/);
    // More characters than any list shows: a joiner, a mark without an outline and a blank each.
    expect(hidden?.innerHTML.match(/&#847;&zwnj;&nbsp;/g)).toHaveLength(60);
    expect(hidden?.text.trim()).not.toBe('');
  }
});

test('each style has its own element, so that Gmail, which drops one with a selector it does not know, keeps the rest', () => {
  const styles = parse(compiled)
    .querySelectorAll('style')
    .map((style) => style.innerHTML);
  const having = (words: string) => styles.filter((style) => style.includes(words));
  expect(having('max-width: 520px')).toHaveLength(1);
  expect(having('prefers-color-scheme')).toHaveLength(1);
  expect(having('data-ogsc')).toHaveLength(1);
  expect(having('max-width: 520px')[0]).not.toMatch(/prefers-color-scheme|data-ogs|::|:root/);
});

test.each(mailKinds)('the letter of %s has one heading of the first rank and names what its tables hold', (kind) => {
  const page = parse(html(kind));
  expect(page.querySelectorAll('h1')).toHaveLength(1);
  for (const table of page.querySelectorAll('table:not([role])'))
    expect(table.querySelectorAll('th[scope]').length).toBeGreaterThan(0);
  for (const link of page.querySelectorAll('a')) expect(link.getAttribute('href')).toMatch(/^(https|mailto|tel):/);
});

const html = (kind: MailKind) => renderMail(kind, 'nb', mailSamples[kind], context).html;
