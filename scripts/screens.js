// Draws the pictures in docs/screens: plays the sample semester and takes a picture of each page when its time comes.
// Needs a build and a Chromium, on PATH or at CHROMIUM_PATH. Takes a minute or two:
// npm run build && node scripts/screens.js
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { readScenarioFile } from '../dist/src/rounds/import/scenario-file.js';
import { openSemester } from './screens/semester.js';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'screens');
const LARGEST = 200_000;
const DESKTOP = { viewport: { width: 1280, height: 900 }, locale: 'nb' };
const PHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, locale: 'nb' };
const MAIL = { viewport: { width: 680, height: 900 }, locale: 'nb' };

const CONTACT = 'contact.trondheim@uni.example';
// Objektorientert programmering, with twenty applicants for six openings; its teacher is the last to rate.
const COURSE = 'P0002';
const TEACHER = 'teacher2@uni.example';
// Its teacher never answers, so it is not announced.
const SILENT = 'P0020';

// As a recruitment portal exports it: two who can be taken in, and one whose address is none.
const PORTAL = `Søker;E-postadresse;Utlysning;Mobil;Søknadsbrev
Nora Hauge;nora.hauge@stud.example;TDT4100;+47 999 99 999;Jeg fikk A i emnet.
Jonas Lie;jonas.lie@stud.example;TDT4120;;
Ida Dahl;ida.dahl.stud.example;TDT4100;;
`;

const scenario = await readScenarioFile(join(root, 'examples', 'ie-2027v.json'));
const semester = await openSemester(scenario);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});
await mkdir(folder, { recursive: true });

/** A picture of what `go` leads a new page to. */
async function shoot(name, context, go) {
  const page = await (await browser.newContext(context)).newPage();
  const path = join(folder, `${name}.png`);
  try {
    await go(page);
    // On a busy machine Chromium sometimes cannot take a picture at once.
    await page.screenshot({ path }).catch(() => page.screenshot({ path }));
  } finally {
    await page.context().close();
  }
  const { size } = await stat(path);
  console.log(`${name}.png: ${Math.round(size / 1000)} kB`);
  if (size > LARGEST) process.exitCode = 1;
}

const open = (kind, email, campus) => async (page) => page.goto(await semester.linkTo(kind, email, campus));
const read = (kind, email) => async (page) => page.setContent(await semester.htmlOf(kind, email));

/** Sends the page's form and waits for the page that comes of it. */
async function send(page, state) {
  await page.click('main form button[type="submit"]');
  await page.waitForSelector(`main[data-page="${state}"]`);
}

async function signIn(page) {
  await page.goto(`${semester.url}/board/sign-in`);
  await page.fill('input[name="email"]', CONTACT);
  await send(page, 'board-sign-in-sent');
  await page.goto(await semester.linkTo('sign-in', CONTACT));
  await send(page, 'board-rounds');
}

/** Somebody who has an open offer in the course and has applied for the most courses of its round. */
const offered = () =>
  semester.one(
    `select p.email, p.id from offer o join person p on p.id = o.person_id and p.locale = 'nb'
     where o.position_id = $1 and o.state = 'open'
     order by (
       select count(*) from application a join position c on c.id = a.position_id
       where a.person_id = p.id and c.round_id = '2027V-trondheim'
     ) desc, o.rank limit 1`,
    COURSE,
  );

try {
  await semester.until('2026-09-22T10:00');
  await shoot('demand', PHONE, open('demand-request', TEACHER));
  await semester.answerDemands([SILENT]);
  await semester.until('2026-10-06T10:00');
  await shoot('report', DESKTOP, open('report-request', CONTACT));
  await semester.until('2026-10-13T10:00');
  await shoot('home', PHONE, (page) => page.goto(semester.url));
  await semester.applyAll();
  await shoot('board-import', DESKTOP, async (page) => {
    await signIn(page);
    await page.goto(`${semester.url}/board/rounds/2027V-trondheim/import`);
    await page.setInputFiles('#file', { name: 'søkere.csv', mimeType: 'text/csv', buffer: Buffer.from(PORTAL) });
    await page.click('form[data-progress] button');
    await page.waitForSelector('main[data-page="board-import"]');
  });
  await semester.until('2026-10-28T10:00');
  await shoot('rating', DESKTOP, open('rating-request', TEACHER));
  await semester.rateAll([SILENT]);
  await semester.until('2026-11-08T10:00');
  const { email } = await offered();
  await shoot('offer', PHONE, open('offer', email));
  await shoot('offer-confirm', PHONE, async (page) => {
    await open('offer', email)(page);
    await page.check('input[name="answer"][value="accept"]');
    await send(page, 'offer-confirm');
  });
  await shoot('mail-light', MAIL, read('offer', email));
  await shoot('mail-dark', { ...MAIL, colorScheme: 'dark' }, read('offer', email));
  await semester.answerOffers([email]);
  await semester.until('2026-11-11T10:00');
  await shoot('student', PHONE, open('application-receipt', email, 'Trondheim'));
  // Nothing sends mails here, and the board would say so.
  await semester.one(
    `with sent as (update mail set state = 'sent', next_due_at = null, sent_at = created_at where state = 'waiting')
     select 1 as done`,
  );
  await shoot('board-rounds', DESKTOP, signIn);
  await shoot('board-round', DESKTOP, async (page) => {
    await signIn(page);
    await page.goto(`${semester.url}/board/rounds/2027V-trondheim`);
    // Past the calendar, to the positions.
    await page.evaluate("document.querySelectorAll('h2')[1].scrollIntoView()");
  });
  await shoot('board-position', DESKTOP, async (page) => {
    await signIn(page);
    await page.goto(`${semester.url}/board/positions/${COURSE}`);
  });
  await shoot('board-act', DESKTOP, async (page) => {
    await signIn(page);
    await page.goto(`${semester.url}/board/acts/change-openings/${COURSE}`);
    await page.fill('#openings', '7');
    await page.fill('#reason', 'Emnet har fått flere studenter.');
    await page.click('form.board-act button');
    await page.waitForSelector('main[data-page="board-act-confirm"]');
  });
  await shoot('board-machinery', DESKTOP, async (page) => {
    await signIn(page);
    await page.goto(`${semester.url}/board/machinery`);
  });
  for (const day of ['2026-11-12', '2026-11-30', '2026-12-15', '2027-01-10', '2027-02-01', '2027-02-20']) {
    await semester.answerOffers();
    await semester.until(`${day}T10:00`);
  }
  await shoot('final-list', DESKTOP, open('final-list', TEACHER));
  await shoot('final-list-phone', PHONE, open('final-list', TEACHER));
} finally {
  await browser.close();
  await semester.close();
}
