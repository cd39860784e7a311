import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { MailFacts } from '../../src/outbox/kinds.js';
import { renderMail } from '../../src/outbox/render.js';
import { transact } from '../../src/platform/app.js';
import { loadUnfilled } from '../../src/process/employment/load-unfilled.js';
import { readFinalList } from '../../src/process/employment/read-final-list.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { closesAt } from '../support/position-state.js';
import { offerOf, POSITION, ratedPosition } from '../support/semester.js';

const issued = oslo('2026-11-06T09:00');

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

const act = async (letter: string, answer: 'accept' | 'decline' | 'withdraw') =>
  actOnOffer(app, { ...(await offerOf(app, letter)), answer });
const advance = () => transact(app, (tx) => advanceOffer(tx, POSITION));
const why = async () => (await loadUnfilled(app.database.manager, [POSITION])).get(POSITION);
const lists = async () =>
  (
    await app.database.query<{ facts: MailFacts['final-list'] }[]>(
      `select facts from mail where kind = 'final-list' order by created_at`,
    )
  ).map(({ facts }) => facts);

test('a list that runs out: each applicant counts once, and the mail says why', async () => {
  await ratedPosition(app, 2, 'abcdef', issued);
  await app.database.query(
    `update rating set rank = null where application_id in
       (select a.id from application a join person p on p.id = a.person_id where p.email like 'f@%')`,
  );
  await act('a', 'accept');
  await act('b', 'decline');
  // c is asked now and stays silent; a lets go, d takes over; e is asked when c's time is up, and declines.
  await act('a', 'withdraw');
  await act('d', 'accept');
  expect(await why()).toMatchObject({ reason: 'open', applicants: 6, open: 1, waiting: 1 });
  expect(await lists()).toEqual([]);
  await app.setClock(oslo('2026-11-21T00:00'));
  await advance();
  await act('e', 'decline');
  const unfilled = { ...{ applicants: 6, employed: 1, open: 0, declined: 2, expired: 1, withdrawn: 1, unsuited: 1 } };
  expect(await why()).toEqual({ ...unfilled, waiting: 0, unrated: 0, reason: 'exhausted' });
  const [list] = await lists();
  expect(list).toMatchObject({ unfilled: 1, because: await why(), employed: [{ name: 'Student d', laos: false }] });
  const { text } = renderMail('final-list', 'nb', list as MailFacts['final-list'], app.config);
  expect(text).toContain('1 er ansatt, 2 takket nei, 1 svarte ikke i tide, 1 trakk seg og 1 ble merket som uegnet.');
  expect(text).toContain('Stillingen er på 100 timer.');
  expect(text).toContain('1 assistent mangler LAOS-opplæringen.');
});

test('a round that closes with suitable applicants who were not asked says so, to the contact and the faculty too', async () => {
  await ratedPosition(app, 1, 'abc', oslo('2027-02-10T09:00'));
  await app.setClock(closesAt);
  await advance();
  await act('a', 'decline');
  expect((await lists())[0]).toMatchObject({ because: { reason: 'closed', waiting: 2 } });
  const summaries = await app.database.query<{ facts: MailFacts['round-summary'] }[]>(
    `select facts from mail where kind = 'round-summary'`,
  );
  expect(summaries).toHaveLength(2);
  for (const { facts } of summaries) {
    const { text, html } = renderMail('round-summary', 'en', facts, app.config);
    for (const part of [text, html]) expect(part).toContain('2 suitable applicants got no offer.');
  }
});

test('a filled position has nothing to explain', async () => {
  await ratedPosition(app, 1, 'ab', issued);
  await act('a', 'accept');
  expect((await lists())[0]).toMatchObject({ unfilled: 0, because: null });
  const { text } = renderMail('final-list', 'nb', (await lists())[0] as MailFacts['final-list'], app.config);
  expect(text).not.toContain('ingen flere');
});

test('the page tells what changed since the last list, and then what that one changed', async () => {
  await ratedPosition(app, 1, 'ab', issued);
  await act('a', 'accept');
  expect((await readFinalList(app, POSITION)).changes).toBeNull();
  await app.setClock(oslo('2026-12-01T11:00'));
  await act('a', 'withdraw');
  expect(await readFinalList(app, POSITION)).toMatchObject({
    assistants: [],
    unfilled: { reason: 'open' },
    changes: { added: [], removed: ['Student a'], sentAt: null },
  });
  await act('b', 'accept');
  expect(await readFinalList(app, POSITION)).toMatchObject({
    assistants: [{ name: 'Student b' }],
    unfilled: null,
    changes: { added: ['Student b'], removed: ['Student a'], sentAt: oslo('2026-12-01T11:00') },
  });
});
