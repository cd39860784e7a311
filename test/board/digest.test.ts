import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sendDigests } from '../../src/board/digest/send-digests.js';
import type { MailFacts } from '../../src/outbox/kinds.js';
import { renderMail } from '../../src/outbox/render.js';
import { transact } from '../../src/platform/app.js';
import { type Board, startBoard } from './harness.js';
import { DURING_OFFERS, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

const period = { since: new Date('2026-11-09T06:30Z'), at: new Date('2026-11-10T06:30Z') };

let board: Board;
beforeEach(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
});
afterEach(() => board.close());

const send = () => transact(board.app, (tx) => sendDigests(board.app, tx, period));
const digests = () =>
  board.app.database.query<{ address: string; facts: MailFacts['digest'] }[]>(
    `select address, facts from mail where kind = 'digest' order by address desc`,
  );
const happens = (kind: string, at: string, by: string | null = null) =>
  board.app.database.query(
    `insert into event (at, kind, round_id, actor_id)
     values ($1, $2, '2027V-trondheim', (select id from person where email = $3))`,
    [at, kind, by],
  );

test('each contact hears what others did since the last one and what needs her, in her round alone', async () => {
  await happens('offer-accepted', '2026-11-09T10:00Z');
  await happens('offer-accepted', '2026-11-09T11:00Z');
  await happens('offer-issued', '2026-11-09T11:00Z');
  // Before the last one, after this one, and by the contact herself.
  await happens('offer-declined', '2026-11-09T06:30Z');
  await happens('offer-declined', '2026-11-10T06:31Z');
  await happens('offer-withdrawn', '2026-11-09T12:00Z', TRONDHEIM);
  await happens('reminded', '2026-11-09T12:00Z');
  expect(await send()).toBe(2);
  const [kari, gro] = await digests();
  expect(kari?.address).toBe(TRONDHEIM);
  expect(kari?.facts).toMatchObject({ recipient: 'Kari Kontakt', campus: 'Trondheim' });
  expect(kari?.facts.happened).toEqual([
    { kind: 'offer-issued', count: 1 },
    { kind: 'offer-accepted', count: 2 },
  ]);
  expect(kari?.facts.needs).toEqual([
    expect.stringContaining('1 mottaker har ikke fått e-posten sin'),
    '1 stilling kan ikke fylles, for det er for få søkere igjen å spørre: TDT4109',
  ]);
  expect(gro?.address).toBe(GJOVIK);
  expect(gro?.facts.happened).toEqual([]);
  expect(gro?.facts.needs.join(' ')).toMatch(/skulle vært sendt/);
});

test('it reads as a mail does', async () => {
  await happens('offer-accepted', '2026-11-09T10:00Z');
  await send();
  const [kari] = await digests();
  const { subject, text } = renderMail('digest', 'nb', kari?.facts as MailFacts['digest'], board.app.config);
  expect(subject).toBe('2 saker venter på deg: Trondheim, våren 2027');
  expect(text).toContain('Tilbud ble akseptert');
  expect(text).toContain('/board');
});

test('when nothing happened and nothing needs her, nothing is sent', async () => {
  for (const table of ['mail', 'offer', 'application', 'demand', 'position'])
    await board.app.database.query(`delete from ${table}`);
  expect(await send()).toBe(0);
});

test('of a round that is paused nothing is sent, and the same one never twice', async () => {
  await board.app.database.query(`update round set paused_at = '2026-11-10 06:00Z' where id = '2027V-gjovik'`);
  expect(await send()).toBe(1);
  await send();
  expect(await digests()).toHaveLength(1);
});
