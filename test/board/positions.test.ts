import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import type { PositionPage } from '../../src/board/positions/read-position.js';
import { sayOutlook } from '../../src/board/positions/view.js';
import { hasMessage } from '../../src/platform/messages.js';
import type { Applied, Outlook } from '../../src/process/offer/outlook.rule.js';
import { instants, OSLO, oslo } from '../support/calendar.js';
import type { Browser } from './browser.js';
import { type Board, signInAs } from './harness.js';
import { offeredBoard, POSITION, textOf } from './position-board.js';
import { FACULTY, GJOVIK, TRONDHEIM } from './seed.js';

const CLEANED = '2026-11-10T12:00Z';

describe('the sentence about an opening', () => {
  const position = {
    applicants: [
      { personId: 'a', name: 'Åse Ås' },
      { personId: 'b', name: 'Bo Bø' },
    ],
    teacher: { name: 'Pål Tveit' },
    instants,
    reminded: 2,
  } as unknown as PositionPage;
  const say = (outlook: Outlook, reminded = 2) =>
    (['nb', 'en'] as const).map((locale) => sayOutlook({ ...position, reminded }, outlook, { locale, timeZone: OSLO }));
  const until = oslo('2026-11-21T00:00');
  const at = oslo('2026-11-06T09:00');
  const offered = { is: 'offered', personId: 'a', until } as const;
  const all: Applied = { applied: 11, unsuited: 2, withdrawn: 0, offered: 9, waiting: 0, unseen: 0 };

  test.each<[Outlook, string, string]>([
    [
      { is: 'filled', personId: 'a', since: at },
      'er besatt av Åse Ås, som takket ja fredag 6. november 2026 kl. 09.00 (norsk tid).',
      'is filled by Åse Ås, who accepted on Friday 6 November 2026 at 09:00 (Norwegian time).',
    ],
    [
      { ...offered, next: { who: 'person', personId: 'b' } },
      'er tilbudt Åse Ås til fredag 20. november 2026 kl. 23.59 (norsk tid); deretter Bo Bø.',
      'is offered to Åse Ås until Friday 20 November 2026 at 23:59 (Norwegian time); then Bo Bø.',
    ],
    [
      { ...offered, next: { who: 'nobody' } },
      'er tilbudt Åse Ås til fredag 20. november 2026 kl. 23.59 (norsk tid); deretter ingen, for lista er tom.',
      'is offered to Åse Ås until Friday 20 November 2026 at 23:59 (Norwegian time); then nobody, since the list is at its end.',
    ],
    [
      { ...offered, next: { who: 'closed' } },
      'er tilbudt Åse Ås til fredag 20. november 2026 kl. 23.59 (norsk tid); deretter ingen, for runden stenger torsdag 18. februar 2027 kl. 12.00 (norsk tid).',
      'is offered to Åse Ås until Friday 20 November 2026 at 23:59 (Norwegian time); then nobody, since the round closes on Thursday 18 February 2027 at 12:00 (Norwegian time).',
    ],
    [
      { is: 'unannounced', at },
      'lyses ut fredag 6. november 2026 kl. 09.00 (norsk tid).',
      'will be announced on Friday 6 November 2026 at 09:00 (Norwegian time).',
    ],
    [
      { is: 'open-for-applications', until: at, applicants: 0 },
      'er lyst ut; ingen har søkt så langt, og fristen er fredag 6. november 2026 kl. 09.00 (norsk tid).',
      'is announced; nobody has applied so far, until Friday 6 November 2026 at 09:00 (Norwegian time).',
    ],
    [
      { is: 'open-for-applications', until: at, applicants: 1 },
      'er lyst ut; 1 har søkt så langt, og fristen er fredag 6. november 2026 kl. 09.00 (norsk tid).',
      'is announced; 1 has applied so far, until Friday 6 November 2026 at 09:00 (Norwegian time).',
    ],
    [
      { is: 'unrated', due: at, late: false, until },
      'venter på at Pål Tveit rangerer, frist fredag 6. november 2026 kl. 09.00 (norsk tid), påminnet 2 ganger.',
      'waits for Pål Tveit’s rating, due Friday 6 November 2026 at 09:00 (Norwegian time), reminded 2 times.',
    ],
    [
      { is: 'unrated', due: at, late: true, until },
      'venter på at Pål Tveit rangerer; fristen var fredag 6. november 2026 kl. 09.00 (norsk tid), men det teller til lørdag 21. november 2026 kl. 00.00 (norsk tid), påminnet 2 ganger.',
      'waits for Pål Tveit’s rating, which was due Friday 6 November 2026 at 09:00 (Norwegian time) but counts until Saturday 21 November 2026 at 00:00 (Norwegian time), reminded 2 times.',
    ],
    [
      { is: 'before-offers', personId: 'a', at },
      'tilbys Åse Ås fredag 6. november 2026 kl. 09.00 (norsk tid).',
      'goes to Åse Ås on Friday 6 November 2026 at 09:00 (Norwegian time).',
    ],
    [{ is: 'before-offers', personId: 'a', at: null }, 'tilbys Åse Ås om et øyeblikk.', 'goes to Åse Ås in a moment.'],
    [
      { is: 'exhausted', ...all },
      'er ledig, og ingen er igjen på lista: 11 har søkt, 2 er uegnede, 9 har fått tilbud.',
      'is free, and no one is left on the list: 11 applied, 2 unsuited, 9 offered.',
    ],
    [
      { is: 'exhausted', ...all, applied: 5, unsuited: 1, withdrawn: 1, waiting: 1, unseen: 1, offered: 1 },
      'er ledig, og ingen er igjen på lista: 5 har søkt, 1 er uegnet, 1 kom med etter rangeringen, 1 har trukket søknaden, 1 skal få tilbud om en annen plass, 1 har fått tilbud.',
      'is free, and no one is left on the list: 5 applied, 1 unsuited, 1 came after the rating, 1 withdrew, 1 will be offered another opening, 1 offered.',
    ],
    [
      { is: 'exhausted', ...all, applied: 4, unsuited: 0, waiting: 2, withdrawn: 2, offered: 0 },
      'er ledig, og ingen er igjen på lista: 4 har søkt, ingen er uegnet, 2 har trukket søknaden, 2 skal få tilbud om andre plasser, ingen har fått tilbud.',
      'is free, and no one is left on the list: 4 applied, none unsuited, 2 withdrew, 2 will be offered other openings, none offered.',
    ],
    [{ is: 'no-applicants' }, 'er ledig, og ingen har søkt.', 'is free, and nobody applied.'],
    [
      { is: 'closed', at, waiting: 0 },
      'ble ikke besatt før runden stengte fredag 6. november 2026 kl. 09.00 (norsk tid); ingen sto igjen på lista.',
      'was not filled before the round closed on Friday 6 November 2026 at 09:00 (Norwegian time); no one was left on the list.',
    ],
    [
      { is: 'closed', at, waiting: 2 },
      'ble ikke besatt før runden stengte fredag 6. november 2026 kl. 09.00 (norsk tid); 2 sto igjen på lista.',
      'was not filled before the round closed on Friday 6 November 2026 at 09:00 (Norwegian time); 2 were left on the list.',
    ],
  ])('%j', (outlook, nb, en) => {
    expect(say(outlook)).toEqual([nb, en]);
  });
  test('how often the teacher was reminded', () => {
    const outlook = { is: 'unrated', due: at, late: false, until } as const;
    expect(say(outlook, 0).every((text) => /\(.*\)\.$/.test(text))).toBe(true);
    expect(say(outlook, 1).map((text) => text.split(', ').at(-1))).toEqual(['påminnet én gang.', 'reminded once.']);
  });
});

test('whatever can happen has words in both languages', () => {
  const root = join(import.meta.dirname, '..', '..', 'src');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .filter((text) => /recordEvents|recordChanges|EventRecord/.test(text));
  const kinds = sources.flatMap((text) =>
    [...text.matchAll(/\bkind: (?:[^',\n]*\? )?'([a-z-]+)'(?: : '([a-z-]+)')?/g)].flatMap(([, one, other]) =>
      [one, other].filter((kind) => kind !== undefined),
    ),
  );
  const closed = ['accepted', 'declined', 'expired', 'withdrawn'].map((state) => `offer-${state}`);
  expect(kinds).toEqual(expect.arrayContaining(['offer-reinstated', 'application-restored', 'final-list-sent']));
  const mails = new Set(
    sources.flatMap((text) => [...text.matchAll(/kind: '([a-z-]+)',\n\s+to:/g)].map(([, kind]) => kind)),
  );
  for (const kind of new Set([...kinds, ...closed].filter((one) => !mails.has(one))))
    for (const locale of ['nb', 'en'] as const)
      expect([locale, kind, hasMessage(locale, 'board', `happenings.${kind}`)]).toEqual([locale, kind, true]);
});

describe('the page of a position', () => {
  let board: Board;
  let kari: Browser;
  beforeEach(async () => {
    board = await offeredBoard();
    kari = await signInAs(board, TRONDHEIM);
  });
  afterEach(() => board.close());
  const query = (sql: string) => board.app.database.query<unknown[]>(sql);
  /** What can be done about whom: `Di Dal: move-offer withdraw-offer`. */
  const doable = async () => {
    const main = parse((await kari.get(POSITION)).text);
    const names = (element: ReturnType<typeof parse> | null | undefined) =>
      element?.querySelectorAll('a[href*="/acts/"]').map((link) => link.getAttribute('href')?.split('/')[3]) ?? [];
    return {
      position: names(main.querySelector('.board-acts') as ReturnType<typeof parse> | null),
      rate: main.querySelectorAll('form[action$="/rating"]').length,
      ...Object.fromEntries(
        main
          .querySelectorAll('tr[data-applicant]')
          .map((row) => [row.getAttribute('data-applicant')?.[0], names(row as unknown as ReturnType<typeof parse>)]),
      ),
    };
  };

  test('says what is true of each opening, and offers what can be done about whom', async () => {
    const text = textOf(await kari.get(POSITION));
    expect(text).toContain('Plass 1 er besatt av Åse Ås');
    expect(text).toContain('Plass 2 er tilbudt Di Dal til fredag 20. november 2026 kl. 23.59');
    expect(await doable()).toEqual({
      position: ['remind-now', 'change-openings', 'replace-teacher'],
      rate: 1,
      s: ['withdraw-offer'],
      b: ['correct-decline'],
      c: ['reinstate'],
      d: ['move-offer', 'withdraw-offer'],
    });
  });
  test('nothing is offered out of turn before the rating or after the round, and nothing at all in a paused one', async () => {
    await board.app.setClock('2027-02-18T11:00Z');
    expect(await doable()).toMatchObject({ rate: 0, b: [], c: [], s: ['withdraw-offer'] });
    await board.app.setClock(CLEANED);
    await query(`update round set paused_at = '2026-11-08 12:00Z'`);
    expect(await doable()).toEqual({ position: [], rate: 0, s: [], b: [], c: [], d: [] });
    await board.app.setClock('2026-12-24T12:00Z');
    // No time runs out meanwhile.
    expect(textOf(await kari.get(POSITION))).toContain('Plass 2 er tilbudt Di Dal');
  });
  test('with a deadline of its own for the rating it says that one', async () => {
    await query(`delete from offer`);
    await query(`delete from rating`);
    await query(`update position set rated_at = null, rate_due = '2026-11-15T12:00' where id = 'P1'`);
    const text = textOf(await kari.get(POSITION));
    expect(text).toContain('venter på at Pål Tveit rangerer, frist søndag 15. november 2026 kl. 12.00');
    expect(await doable()).toMatchObject({
      position: ['remind-now', 'change-openings', 'extend-rating', 'replace-teacher'],
      rate: 1,
    });
  });
  test.each([
    ['unasked', `update demand set requested_at = null, answered_at = null, no_need = false where position_id = 'P3'`],
    ['silent', `update demand set answered_at = null, no_need = false where position_id = 'P3'`],
    ['answered', `update demand set no_need = false where position_id = 'P3'`],
    ['none', `select 1`],
    ['removed', `update demand set removed_at = now() where position_id = 'P3'`],
  ])('without openings it says why: %s', async (demand, sql) => {
    await query(sql);
    for (const [address, opens] of [
      [TRONDHEIM, 'nb'],
      [FACULTY, 'en'],
    ] as const) {
      const page = await (await signInAs(board, address)).get('/board/positions/P3');
      const texts = JSON.parse(
        readFileSync(join(import.meta.dirname, `../../templates/locales/${opens}/board.json`), 'utf8'),
      );
      expect(textOf(page)).toContain(texts['position-page'].demand[demand]);
    }
  });
  test('everybody’s acts are there with their reasons, in both languages', async () => {
    const faculty = await signInAs(board, FACULTY);
    await query(
      `insert into event (at, kind, actor_id, round_id, position_id, person_id, data)
       select '2026-11-09 10:00Z', 'offer-withdrawn', k.contact_id, '2027V-trondheim', 'P1', p.id, '{"reason": "<b>Syk</b>"}'
       from campus k, person p where k.id = 'trondheim' and p.name = 'Di Dal'`,
    );
    const hers = await kari.get(POSITION);
    expect(textOf(hers)).toContain('Tilbud ble trukket, Di Dal (Kari Kontakt) Begrunnelse: <b>Syk</b>');
    expect(hers.text).toContain('&lt;b&gt;Syk');
    expect(textOf(await faculty.get(POSITION))).toContain('An offer was withdrawn, Di Dal (Kari Kontakt) Reason: <b>');
  });
});

describe('on behalf of others', () => {
  let board: Board;
  beforeEach(async () => {
    board = await offeredBoard();
  });
  afterEach(() => board.close());

  test.each([
    ['/board/positions/P1/rating', 'rating', 'P1'],
    ['/board/rounds/2027V-trondheim/report', 'report', '2027V-trondheim'],
  ])('%s opens a link of her own in this browser, the same each time', async (path, purpose, subject) => {
    const kari = await signInAs(board, TRONDHEIM);
    const first = await kari.post(path);
    const second = await kari.post(path);
    expect([first.status, second.location]).toEqual([303, first.location]);
    const links = await board.app.database.query<Record<string, unknown>[]>(
      `select l.purpose, l.subject, p.email from link l join person p on p.id = l.person_id where '/l/' || l.id = $1`,
      [first.location],
    );
    expect(links).toEqual([{ purpose, subject, email: TRONDHEIM }]);
    expect([...kari.cookies.keys()].some((name) => first.location?.endsWith(name.replace('stafett-', '')))).toBe(true);
    const stranger = board.browser();
    expect((await stranger.get(first.location ?? '')).state).toBe('link-unopened');
  });
  test('not for another campus, nor for what is not there', async () => {
    const gro = await signInAs(board, GJOVIK);
    for (const path of [
      'positions/P1/rating',
      'rounds/2027V-trondheim/report',
      'positions/P9/rating',
      'rounds/x/report',
    ])
      expect((await gro.post(`/board/${path}`)).status).toBe(404);
    const nobody = board.browser();
    expect((await nobody.post('/board/positions/P1/rating')).location).toContain('/board/sign-in');
    expect(await board.app.database.query<unknown[]>(`select 1 from link where purpose <> 'sign-in'`)).toEqual([]);
  });
});
