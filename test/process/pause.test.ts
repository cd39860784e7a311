import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { pauseRound } from '../../src/process/pause-round.js';
import { ADVANCE } from '../../src/process/process.js';
import { resumeRound } from '../../src/process/resume-round.js';
import { STAGES, type StageName } from '../../src/timetable/stages.js';
import { calendar, oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { offerOf, offersOf, POSITION, ratedPosition } from '../support/semester.js';

const ROUND = '2027V-trondheim';
const OFFERED = oslo('2026-11-06T09:00');
const EXPIRY = oslo('2026-11-21T00:00');

let app: TestApp;
let by: { roundId: string; actorId: string; reason: string };

beforeEach(async () => {
  app = await testApp();
  await ratedPosition(app, 1, 'ab', OFFERED);
  const [contact] = await app.database.query<{ id: string }[]>(
    `select id from person where email = 'contact@uni.example'`,
  );
  by = { roundId: ROUND, actorId: contact?.id as string, reason: 'Noe må avklares.' };
});
afterEach(() => app.close());

const pause = () => transact(app, (tx) => pauseRound(tx, by));
const resume = () => transact(app, (tx) => resumeRound(tx, by));

/** Advances the subjects of these stages at an instant, whether or not they are due. */
async function ring(at: Date, ...stages: readonly StageName[]): Promise<void> {
  await app.setClock(at);
  const subjects = await app.database.query<{ stage: StageName; id: string }[]>(
    `select stage, id from subject where stage = any($1)`,
    [stages],
  );
  for (const { stage, id } of subjects) await transact(app, (tx) => ADVANCE[stage](tx, id));
}

const due = () =>
  app.database.query<unknown[]>(
    `select stage, id from subject where next_due_at is not null
     union all select 'mail', id::text from mail where state = 'waiting' and next_due_at is not null`,
  );
const expiries = async () =>
  (await app.database.query<{ at: Date }[]>(`select expires_at as at from offer order by rank`)).map(({ at }) => at);
const kinds = async (kind: string) =>
  (await app.database.query<unknown[]>(`select 1 from mail where kind = $1`, [kind])).length;

test('while a round is paused nothing is due of it, and nothing happens whatever rings', async () => {
  await app.setClock(oslo('2026-11-16T10:00'));
  expect(await pause()).toBe('paused');
  expect(await due()).toEqual([]);
  const before = await app.dump({ without: ['clock'] });
  await ring(oslo('2026-12-24T12:00'), ...STAGES);
  expect(await app.dump({ without: ['clock'] })).toBe(before);
  expect(await offersOf(app)).toEqual(['a open']);
});

test('nobody can answer, and nothing that was sent is lost', async () => {
  await app.setClock(oslo('2026-11-16T10:00'));
  await pause();
  expect(await actOnOffer(app, { ...(await offerOf(app, 'a')), answer: 'accept', letGo: [] })).toBe('open');
  expect(await offersOf(app)).toEqual(['a open']);
});

test('resumed, every deadline lies as many whole days later, and the student is told', async () => {
  await app.setClock(oslo('2026-11-16T10:00'));
  await pause();
  await app.setClock(oslo('2026-11-25T09:00'));
  expect(await resume()).toEqual({ days: 9 });
  expect(await expiries()).toEqual([oslo('2026-11-30T00:00')]);
  expect(await kinds('deadline-moved')).toBe(1);
  const [round] = await app.database.query<{ calendar: typeof calendar; paused_at: Date | null }[]>(
    `select calendar, paused_at from round`,
  );
  expect(round?.paused_at).toBeNull();
  expect(round?.calendar).toMatchObject({ offersAt: calendar.offersAt, closesAt: '2027-02-27T12:00' });
  await ring(new Date(oslo('2026-11-30T00:00').getTime() - 1), 'offer');
  expect(await offersOf(app)).toEqual(['a open']);
  await ring(oslo('2026-11-30T00:00'), 'offer');
  expect(await offersOf(app)).toEqual(['a expired', 'b open']);
});

test('resumed within the hour, an offer has the day that it lost a part of', async () => {
  await app.setClock(oslo('2026-11-16T10:00'));
  await pause();
  await app.setClock(oslo('2026-11-16T11:00'));
  expect(await resume()).toEqual({ days: 1 });
  expect(await expiries()).toEqual([oslo('2026-11-22T00:00')]);
});

test('what was due before the pause and not yet done comes at its true instant after it', async () => {
  await app.setClock(new Date(EXPIRY.getTime() + 60_000));
  await pause();
  await app.setClock(oslo('2026-11-25T09:00'));
  await resume();
  expect(await offersOf(app)).toEqual(['a expired', 'b open']);
  const [closed] = await app.database.query<{ at: Date }[]>(
    `select closed_at as at from offer where state = 'expired'`,
  );
  expect(closed?.at).toEqual(EXPIRY);
});

test('a mail that waited goes when the round goes on', async () => {
  await pause();
  expect(await due()).toEqual([]);
  await app.setClock(oslo('2026-11-09T09:00'));
  await resume();
  const mails = await app.database.query<{ kind: string; next_due_at: Date }[]>(
    `select kind, next_due_at from mail where state = 'waiting' order by kind`,
  );
  expect(mails.map(({ kind }) => kind)).toEqual(['deadline-moved', 'offer']);
  expect(mails.every(({ next_due_at }) => next_due_at.getTime() === oslo('2026-11-09T09:00').getTime())).toBe(true);
});

test('pausing twice, or resuming what runs, does nothing; each has its event with its reason', async () => {
  await pause();
  const before = await app.dump();
  expect(await pause()).toBe('already');
  expect(await app.dump()).toBe(before);
  await resume();
  expect(await resume()).toBe('running');
  const events = await app.database.query<{ kind: string; actor_id: string; reason: string }[]>(
    `select kind, actor_id, data->>'reason' as reason from event where kind like 'round-%' order by id`,
  );
  expect(events).toEqual([
    { kind: 'round-paused', actor_id: by.actorId, reason: by.reason },
    { kind: 'round-resumed', actor_id: by.actorId, reason: by.reason },
  ]);
});

test('of an answer and a pause at the same time one comes first, and both are whole', async () => {
  await app.setClock(oslo('2026-11-16T10:00'));
  const offer = await offerOf(app, 'a');
  const [answered] = await Promise.all([actOnOffer(app, { ...offer, answer: 'accept', letGo: [] }), pause()]);
  expect(await offersOf(app)).toEqual([`a ${answered}`]);
  const subjects = await app.database.query<{ paused: boolean }[]>(`select paused from subject where id = $1`, [
    POSITION,
  ]);
  // A position that settled just before the pause has opened its employment, which is paused with it.
  expect(subjects.every(({ paused }) => paused)).toBe(true);
});
