import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres.js';
import { Browser } from '../../src/rehearsal/robots/browser.js';
import { offersOf } from '../support/semester.js';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.js';
import { type Relay, startRelay } from './relay.js';

let disk: SmallDisk;
let server: EmbeddedPostgres;
let relay: Relay;
beforeAll(async () => {
  disk = await mountSmallDisk(256);
  server = await startEmbeddedPostgres({ directory: disk.path });
  process.env.TEST_POSTGRES_URL = server.url;
}, 60_000);
afterAll(async () => {
  await relay.close();
  await server.stop({ force: true });
  await disk.remove();
});

/** Leaves no room in the pages that there are either. */
const fillPages = () =>
  relay.app.database.query(
    `insert into event (at, kind) select clock_timestamp(), 'ballast' from generate_series(1, 100000)`,
  );

test('the database has no room: who acts is told that it failed, what is due waits, and all of it works when there is room', async () => {
  relay = await startRelay('ab');
  const daemon = await relay.daemon();
  const link = await relay.mailed('offer', 'a');
  await disk.fill();
  await expect(fillPages()).rejects.toThrow('No space left on device');

  const browser = new Browser({ localAddress: undefined, signal: AbortSignal.timeout(20_000) });
  const open = await browser.open(link, 'offer-open');
  const sure = await browser.send(
    open,
    (form) => form.get('step') === 'choose',
    { answer: 'decline' },
    'offer-confirm',
  );
  const confirm = (state: string) => browser.send(sure, (form) => form.get('step') === 'confirm', {}, state);
  await confirm('failure');
  await daemon.says('No space left on device');
  expect(await offersOf(relay.app)).toEqual(['a open']);

  await disk.free();
  await confirm('offer-declined');
  await relay.mailed('offer', 'b');
  expect(await offersOf(relay.app)).toEqual(['a declined', 'b open']);
  await relay.expectWhole();
}, 120_000);
