import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ParsedMail } from 'mailparser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { calendar, oslo } from '../support/calendar.js';
import { launchChromium } from '../support/chromium.js';
import { smallScenario } from '../support/small-scenario.js';
import { type Faculty, linkIn, openFaculty } from './faculty.js';

const WAYS = [
  { script: true, width: 360 },
  { script: false, width: 1280 },
];

let browser: Browser;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  browser = await launchChromium();
}, 120_000);
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
afterAll(() => browser.close());

/** The browser of one person, as a person uses it: what a page is called is seen in its heading and `data-page`. */
class Person {
  constructor(
    private readonly faculty: Faculty,
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  /** Opens the page behind the button of a mail. */
  async follow(mail: ParsedMail, state: string): Promise<void> {
    await this.page.goto(linkIn(mail));
    await this.sees(state);
  }

  /** Presses the first button or link with that name, and is on the page of that state after it. */
  async press(name: string | RegExp, state: string): Promise<void> {
    const control = this.page.getByRole('button', { name }).or(this.page.getByRole('link', { name })).first();
    await control.click();
    await this.sees(state);
    // What was decided has mails and alarms behind it.
    await this.faculty.settle();
  }

  async sees(state: string): Promise<void> {
    await this.page.locator(`main[data-page="${state}"]`).waitFor();
    expect(await this.page.getByRole('heading', { level: 1 }).count()).toBe(1);
  }

  says = async () => (await this.page.locator('main').textContent()) ?? '';

  close = () => this.context.close();
}

describe.each(WAYS)('with script: $script, $width px wide', ({ script, width }) => {
  async function enter(faculty: Faculty): Promise<Person> {
    const context = await browser.newContext({
      locale: 'nb',
      javaScriptEnabled: script,
      viewport: { width, height: 900 },
      acceptDownloads: true,
    });
    const person = new Person(faculty, context, await context.newPage());
    open.push(person);
    return person;
  }

  test('a semester, from the first request to the final list', async () => {
    const faculty = await openFaculty(smallScenario(), oslo(calendar.demandOpens));
    open.push(faculty);

    // A teacher says what two courses need, and changes her mind about one.
    const ingrid = await enter(faculty);
    const requests = faculty.mailsTo('ingrid@uni.example', 'demand-request');
    expect(requests).toHaveLength(2);
    for (const [index, request] of requests.entries()) {
      await ingrid.follow(request, 'demand-form');
      await ingrid.page.getByLabel('Ja', { exact: true }).check();
      await ingrid.page.getByLabel(/^Læringsassistenter/).check();
      await ingrid.page.locator('[name="openings"]').fill(String(index + 1));
      await ingrid.page.locator('[name="hours"]').fill('140');
      await ingrid.press('Send', 'demand-form');
      expect(await ingrid.says()).toContain('fra 80 til 120');
      await ingrid.page.locator('[name="hours"]').fill('100');
      await ingrid.press('Send', 'demand-received');
    }

    // The contact reviews, and reports what there is.
    await faculty.at(oslo('2026-10-06T10:00'));
    const tone = await enter(faculty);
    await tone.follow(faculty.mailTo('tone@uni.example', 'report-request'), 'report-form');
    expect(await tone.says()).toContain('TMA4100');
    await tone.press(/oppsummering/, 'report-confirm');
    await tone.press('Meld inn til fakultetet', 'report-sent');
    expect(faculty.mailsTo('faculty@uni.example', 'demand-report')).toHaveLength(1);

    // Students apply.
    await faculty.at(oslo('2026-10-13T10:00'));
    expect(faculty.mailsTo('students.trondheim@uni.example', 'announcement')).toHaveLength(1);
    const students = new Map<string, Person>();
    for (const [name, wishes] of [
      ['Anna', { P1: 1, P2: 2 }],
      ['Bo', { P1: 1 }],
    ] as const) {
      const student = await enter(faculty);
      students.set(name, student);
      const address = `${name.toLowerCase()}@stud.example`;
      await student.page.goto(faculty.url);
      await student.sees('home');
      await student.page.getByLabel('E-postadressen din').first().fill(address);
      await student.press('Send meg søknadsskjemaet', 'apply-sent');
      await student.follow(faculty.mailTo(address, 'apply-link'), 'apply-form');
      await student.page.getByLabel('Navnet ditt').fill(`${name} Å<b>sen</b>`);
      for (const [id, priority] of Object.entries(wishes))
        await student.page.locator(`[name="priority.${id}"]`).fill(String(priority));
      await student.page.locator('[name="text"]').fill('Jeg fikk A i emnet.');
      await student.press('Send søknaden', 'apply-received');
      expect(await student.says()).toContain('TDT4100');
    }
    const anna = students.get('Anna') as Person;
    const bo = students.get('Bo') as Person;

    // The teacher rates.
    await faculty.at(oslo('2026-10-28T10:00'));
    expect(faculty.mailsTo('tone@uni.example', 'overview')).toHaveLength(1);
    for (const request of faculty.mailsTo('ingrid@uni.example', 'rating-request')) {
      await ingrid.follow(request, 'rating-form');
      expect(await ingrid.says()).toContain('Anna Å<b>sen</b>');
      const rows = ingrid.page.locator('tr[data-applicant]');
      const addresses = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-applicant')));
      for (const address of addresses) {
        const place = address === 'anna@stud.example' ? '1' : '2';
        await ingrid.page.locator(`tr[data-applicant="${address}"] input.place`).fill(place);
      }
      await ingrid.press('Se over og send inn', 'rating-confirm');
      await ingrid.press('Send inn rangeringen', 'rating-received');
    }
    await bo.follow(faculty.mailTo('bo@stud.example', 'application-receipt'), 'applications');
    expect(await bo.says()).not.toContain('Anna');

    // Anna has two offers: she takes one and lets go of the other in the same form; Bo waits behind her.
    await faculty.at(oslo('2026-11-06T10:00'));
    const offers = faculty.mailsTo('anna@stud.example', 'offer');
    expect(offers).toHaveLength(2);
    const offer = offers.find(({ subject }) => subject?.includes('TDT4100')) as ParsedMail;
    expect(offer.attachments.map(({ contentType }) => contentType)).toContain('text/calendar');
    await bo.page.reload();
    expect(await bo.says()).toMatch(/foran deg/);
    await anna.follow(offer, 'offer-open');
    await anna.press('Gå videre', 'offer-open');
    expect(await anna.says()).toContain('Velg om du takker ja eller nei');
    await anna.page.getByLabel('Ja, jeg vil ha stillingen').check();
    await anna.press('Gå videre', 'offer-confirm');
    const others = anna.page.locator('[name^="letgo."]');
    expect(await others.count()).toBe(1);
    expect(await others.isChecked()).toBe(false);
    await others.check();
    await anna.press('Takk ja', 'offer-accepted');
    expect(faculty.mailsTo('anna@stud.example', 'offer-accepted')).toHaveLength(1);
    expect(faculty.mailsTo('anna@stud.example', 'offer-declined')).toHaveLength(1);
    expect(faculty.mailsTo('ingrid@uni.example', 'final-list').length).toBeGreaterThan(0);
    expect(faculty.mailsTo('bo@stud.example', 'application-closed')).toHaveLength(1);

    // She regrets it: the position opens again, and Bo is offered, who says no, then sees what he said.
    await anna.press('Trekk meg fra stillingen', 'offer-withdraw-confirm');
    await anna.press('Trekk meg', 'offer-withdrawn');
    await bo.follow(faculty.mailTo('bo@stud.example', 'offer'), 'offer-open');
    await bo.page.getByLabel('Nei, jeg vil ikke ha den').check();
    await bo.press('Gå videre', 'offer-confirm');
    await bo.press('Takk nei', 'offer-declined');
    await bo.follow(faculty.mailTo('bo@stud.example', 'offer'), 'offer-declined');

    // The teacher's list says who is left, and why nobody is.
    const list = faculty
      .mailsTo('ingrid@uni.example', 'final-list')
      .filter(({ subject }) => subject?.includes('TDT4100'))
      .at(-1) as ParsedMail;
    await ingrid.follow(list, 'final-list');
    expect(await ingrid.says()).toMatch(/takket nei/);

    // The contact finds it all on the board.
    await tone.page.goto(`${faculty.url}/board`);
    await tone.page.getByLabel(/E-postadresse/).fill('tone@uni.example');
    await tone.press(/lenke/i, 'board-sign-in-sent');
    await tone.follow(faculty.mailTo('tone@uni.example', 'sign-in'), 'sign-in-confirm');
    await tone.press('Logg inn', 'board-rounds');
    await tone.press(/Trondheim/, 'board-round');
    expect(await tone.says()).toContain('TDT4100');
    await tone.press(/TDT4100/, 'board-position');
    await tone.press(/Rekkefølgen/, 'board-record');
    expect(await tone.says()).toContain('Tilbudene har fulgt lista.');
  }, 180_000);
});
