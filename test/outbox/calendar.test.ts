import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ical from 'node-ical';
import type { MailFacts, MailKind } from '../../src/outbox/kinds.js';
import { mailKinds, mailSamples } from '../../src/outbox/samples.js';
import type { Locale } from '../../src/people/person.entity.js';
import { type Outbox, type Outboxes, openOutboxes, START } from './outbox.js';

let outboxes: Outboxes;
let outbox: Outbox;

beforeAll(async () => {
  outboxes = await openOutboxes();
  outbox = await outboxes.start();
});
afterAll(async () => {
  await outbox.close();
  await outboxes.close();
});

const offerId = randomUUID();

/** Sends a mail of a kind about the offer, and gives the calendar file that came with it. */
async function send<K extends MailKind>(kind: K, changed: Partial<MailFacts[K]> = {}, locale: Locale = 'nb') {
  const id = await outbox.write({ kind, facts: { ...mailSamples[kind], ...changed }, offerId, locale });
  await outbox.deliver(id);
  const received = outbox.smtp.received.at(-1);
  if (!received?.raw.includes(id)) throw new Error('The mail was not received.');
  return { ...received, files: received.mail.attachments };
}

/** Reads the file as a calendar would. */
function read(content: Buffer) {
  const text = content.toString('utf8');
  const { vcalendar, ...entries } = ical.sync.parseICS(text);
  const [entry, ...others] = Object.values(entries);
  if (entry?.type !== 'VEVENT' || others.length > 0) throw new Error('There is not just one event.');
  return { text, entry, method: vcalendar?.type === 'VCALENDAR' ? vcalendar.method : undefined };
}

async function calendarOf<K extends MailKind>(kind: K, changed?: Partial<MailFacts[K]>, locale?: Locale) {
  const { files, raw, mail } = await send(kind, changed, locale);
  expect(files).toHaveLength(1);
  return { ...read(files[0]?.content as Buffer), file: files[0], raw, mail };
}

const lastMinute = new Date('2026-11-20T22:59:00.000Z');

describe('the deadline of an offer', () => {
  test('is offered for the calendar and asks for nothing', async () => {
    const { entry, method, file, raw, text } = await calendarOf('offer');
    expect(method).toBe('PUBLISH');
    expect([file?.contentType, file?.filename, file?.contentDisposition]).toEqual([
      'text/calendar',
      'svarfrist.ics',
      'attachment',
    ]);
    expect(raw).toMatch(/^Content-Type: text\/calendar; charset=utf-8; method=PUBLISH;/m);
    // A form of the letter, as Outlook would show it instead of the letter, it is not.
    expect(raw.match(/^Content-Type: text\/calendar/gm)).toHaveLength(1);
    expect(entry).toMatchObject({
      uid: `${offerId}@faculty.example`,
      sequence: 0,
      summary: 'Svarfrist: læringsassistent i TDT4100',
      status: 'CONFIRMED',
      class: 'PRIVATE',
      transparency: 'TRANSPARENT',
    });
    expect(new Date(entry.start)).toEqual(lastMinute);
    expect(text).not.toMatch(/ATTENDEE|VALARM/);
  });

  test('says where to answer, in whole letters, and never by an address that opens the page', async () => {
    const { entry, text, mail } = await calendarOf('offer');
    expect(mail.subject).toContain('Tilbud: læringsassistent i TDT4100');
    expect(entry.description).toBe(
      'Siste frist for å svare på tilbudet om stilling som læringsassistent i TDT4100 Objektorientert programmering ' +
        'våren 2027. Svar ja eller nei med knappen i e-posten «Tilbud: læringsassistent i TDT4100». Finner du den ikke, ' +
        'så skriv til Kari Nordli: kari.nordli@uni.example',
    );
    expect(text).not.toMatch(/https?:|\/l\//);
    expect(text).not.toContain(mailSamples.offer.link);
    expect(text).not.toContain('Nora');
  });

  test('differs between two offers of a position in nothing but their ids', async () => {
    const facts = mailSamples.offer;
    const texts = [];
    const ids = [randomUUID(), randomUUID()];
    for (const one of ids) {
      await outbox.deliver(await outbox.write({ kind: 'offer', facts, offerId: one, locale: 'nb' }));
      const { attachments } = outbox.smtp.received.at(-1)?.mail ?? {};
      texts.push(attachments?.[0]?.content.toString('utf8') ?? '');
    }
    expect(texts[0]).toContain(`UID:${ids[0]}@faculty.example`);
    expect(texts[1]).toBe(texts[0]?.replace(String(ids[0]), String(ids[1])));
  });

  test('is written in the language of the student', async () => {
    const { entry, file } = await calendarOf('offer', {}, 'en');
    expect([entry.summary, file?.filename]).toEqual(['Answer by: learning assistant in TDT4100', 'deadline.ics']);
  });

  test('has the same entry with a higher sequence when it is moved', async () => {
    const { entry, method } = await calendarOf('deadline-moved', { moves: 3 });
    expect([method, entry.uid, entry.sequence]).toEqual(['PUBLISH', `${offerId}@faculty.example`, 3]);
    expect(new Date(entry.start)).toEqual(new Date('2026-11-27T22:59:00.000Z'));
  });

  test.each(['offer-accepted', 'offer-declined', 'offer-withdrawn'] as const)(
    'is taken out of the calendar by %s',
    async (kind) => {
      const { entry, method, raw } = await calendarOf(kind, { moves: 3 });
      expect(method).toBe('CANCEL');
      expect(raw).toMatch(/^Content-Type: text\/calendar; charset=utf-8; method=CANCEL;/m);
      expect(entry).toMatchObject({ uid: `${offerId}@faculty.example`, sequence: 4, status: 'CANCELLED' });
      expect(new Date(entry.start)).toEqual(lastMinute);
    },
  );

  test('is not taken out again when what was accepted is given back', async () => {
    expect((await send('offer-withdrawn', { by: 'student', wasAccepted: true, expiresAt: null })).files).toEqual([]);
  });

  test('is the same file when the mail is sent again', async () => {
    const { text } = await calendarOf('offer');
    await outbox.setClock(new Date(START.getTime() + 60_000));
    expect((await calendarOf('offer')).text).toBe(text);
    expect(text).toContain('DTSTAMP:20261005T080000Z');
  });
});

test('no other mail has a file', async () => {
  const having = ['offer', 'deadline-moved', 'offer-accepted', 'offer-declined', 'offer-withdrawn'];
  for (const kind of mailKinds)
    expect([kind, (await send(kind)).files.length]).toEqual([kind, having.includes(kind) ? 1 : 0]);
});

test('lines end in CR LF and are no longer than 75 octets, whatever stands in them', async () => {
  const names = { course: 'ÆØÅ'.repeat(40), title: 'Æ😀ß'.repeat(60), teacher: 'Å'.repeat(100) };
  const contact = { ...mailSamples.offer.contact, name: 'Ø'.repeat(120) };
  for (const kind of ['offer', 'deadline-moved', 'offer-accepted'] as const) {
    const { text, entry } = await calendarOf(kind, { ...names, contact });
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(entry.summary).toBe(`Svarfrist: læringsassistent i ${names.course}`);
  }
});

test('names can add nothing to the calendar', async () => {
  const hostile = 'Eve\r\nEND:VEVENT\r\nATTENDEE:mailto:eve@evil.example\nX;Y,Z:"\u2028';
  const contact = { name: hostile, email: 'contact@faculty.example', phone: null };
  const { text, entry } = await calendarOf('offer', { course: hostile, title: hostile, contact });
  expect(text.match(/^END:VEVENT/gm)).toHaveLength(1);
  expect(text).not.toMatch(/^ATTENDEE/m);
  expect(entry.summary).toBe('Svarfrist: læringsassistent i Eve END:VEVENT ATTENDEE:mailto:eve@evil.example X;Y,Z:"');
});
