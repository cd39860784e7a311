// Draws the pictures in docs/screens: rehearses the sample, signs in to the board it leaves up, and takes screenshots.
// Needs a Chromium, on PATH or at CHROMIUM_PATH. Takes a minute or two: node scripts/screens.js
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'screens');
const CONTACT = 'contact.trondheim@uni.example';

const rehearsal = spawn(process.execPath, ['bin/stafett.js', 'rehearse', '--serve'], { cwd: root, stdio: 'pipe' });
const waiting = [];
for (const stream of [rehearsal.stdout, rehearsal.stderr])
  createInterface({ input: stream }).on('line', (line) => {
    for (const one of waiting) one(line);
  });
/** The first address that a line to come names after `words`. */
const address = (words) =>
  new Promise((resolve) => {
    waiting.push((line) => {
      const [, found] = line.includes(words) ? (/(http\S+)/.exec(line) ?? []) : [];
      if (found) resolve(found);
    });
  });

const board = await address('The board:');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});
try {
  await mkdir(folder, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const shoot = (name) => page.screenshot({ path: join(folder, `${name}.png`) });
  await page.goto(`${board}/sign-in`);
  await page.fill('input[name="email"]', CONTACT);
  const link = address(`Mail to ${CONTACT}`);
  await page.click('main button[type="submit"]');
  await page.goto(await link);
  await page.click('main button[type="submit"]');
  await shoot('board-rounds');
  await page.goto(`${board}/rounds/2027V-trondheim`);
  // Past the calendar, to the positions.
  await page.evaluate("document.querySelectorAll('h2')[1].scrollIntoView()");
  await shoot('board-round');
} finally {
  await browser.close();
  rehearsal.kill('SIGINT');
}
