import { test } from '@jest/globals';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { nameOf, STATES } from './states.js';
import { startWorld, type World } from './world.js';
test('shots', async () => {
  const world = await startWorld();
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless','--no-sandbox','--disable-gpu','--disable-quic'] });
  const width = Number(process.env.W ?? 1200);
  const context = await browser.newContext({ locale: 'nb', viewport: { width, height: 700 }, colorScheme: process.env.DARK ? 'dark' : 'light' });
  const page = await context.newPage();
  for (const s of STATES.filter((x) => new RegExp(process.env.ONLY ?? '.').test(nameOf(x)))) {
    const path = await s.open(world);
    await world.app.setClock(s.at);
    await page.goto(world.url + path);
    if (s.post) await Promise.all([page.waitForEvent('load'), page.evaluate((fields) => {
      const form = document.createElement('form'); form.method = 'post';
      for (const [name, value] of Object.entries(fields)) { const i = document.createElement('input'); Object.assign(i, { type: 'hidden', name, value }); form.append(i); }
      document.body.append(form); form.submit();
    }, s.post)]);
    await page.screenshot({ path: `/tmp/j/shots/${width}${process.env.DARK ?? ''}-${nameOf(s).replaceAll(/[^a-z]+/gi, '_')}.png`, fullPage: true });
    if (process.env.DARK) { const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze(); if (violations.length) console.log(nameOf(s), JSON.stringify(violations.map((v) => [v.id, v.nodes.map((n) => n.html + (n.failureSummary ?? ''))]))); }
  }
  await browser.close(); await world.close();
}, 300000);
