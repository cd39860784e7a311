import { expect, test } from '@jest/globals';
import type { MailKind } from '../../src/outbox/kinds.js';
import { renderMail } from '../../src/outbox/render.js';
import { languagesOf } from '../../src/outbox/sample-mail.js';
import { mailKinds, mailSamples } from '../../src/outbox/samples.js';
import { ownMessages } from '../../src/platform/messages.js';

const context = { secret: 's'.repeat(40), baseUrl: 'https://stafett.example', timeZone: 'Europe/Oslo' };
const inNynorsk = mailKinds.filter((kind) => languagesOf(kind).includes('nn'));

test("every mail to a student is written in nynorsk, the staff's are not", () => {
  expect(inNynorsk).toEqual([
    ...['apply-link', 'application-receipt', 'application-reminder', 'offer', 'offer-reminder', 'offer-accepted'],
    ...['offer-declined', 'offer-expired', 'offer-withdrawn', 'deadline-moved', 'application-closed', 'laos-reminder'],
  ]);
});

// Words that are bokmål alone and stand in most sentences.
const BOKMAL =
  /(?<!\p{L})(ikke|hvor|hva|noe|gjøre|gjelder|lenken|søker(ne)?|nå|fra|fikk|svarer|tilbudet|lørdag|timer|flere|mer)(?!\p{L})/iu;

test.each(inNynorsk)('%s has no word of bokmål in it', (kind: MailKind) => {
  const { subject, text } = renderMail(kind, 'nn', mailSamples[kind], context);
  expect(`${subject}\n${text}`.match(BOKMAL)?.[0]).toBeUndefined();
});

test('the check knows bokmål when it sees it', () => {
  expect(renderMail('offer', 'nb', mailSamples.offer, context).text).toMatch(BOKMAL);
});

test('what is not written in nynorsk is read in bokmål', () => {
  const { subject } = renderMail('demand-request', 'nn', mailSamples['demand-request'], context);
  expect(subject).toBe(renderMail('demand-request', 'nb', mailSamples['demand-request'], context).subject);
});

test('each text in nynorsk is one that bokmål has too', () => {
  for (const namespace of ['mail', 'common'] as const) {
    const there = ownMessages('nb', namespace);
    expect([...ownMessages('nn', namespace).keys()].filter((key) => !there.has(key))).toEqual([]);
  }
});
