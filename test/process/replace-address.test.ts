import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { changeAddress } from '../../src/process/change-address.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { pauseRound } from '../../src/process/pause-round.js';
import { resendMatter } from '../../src/process/resend-matter.js';
import { resumeRound } from '../../src/process/resume-round.js';
import { revokeLink } from '../../src/process/revoke-link.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { offerOf, offersOf, ratedPosition } from '../support/semester.js';
import { type ARound, aRound, ROUND } from './deadlines.rounds.js';

const NEW = 'new@uni.example';

describe('a teacher', () => {
  const OLD = 'ingrid@uni.example';
  let round: ARound;
  beforeEach(async () => {
    round = await aRound();
    await round.at('2026-09-21T08:00');
  });
  afterEach(() => round.app.close());

  const change = async (more: { email?: string; name?: string; phone?: string | null; old?: string } = {}) => {
    const by = await round.by();
    const personId = await round.personOf(more.old ?? OLD);
    const { email = NEW, name = 'Ingrid Lie', phone = null } = more;
    return transact(round.app, (tx) => changeAddress(tx, { personId, email, name, phone, roundId: ROUND, ...by }));
  };
  const waiting = async (...kinds: string[]) =>
    (await round.mails(...kinds)).filter((line) => line.endsWith('waiting'));
  /** The links in mails that wait which open nothing. */
  const dead = () =>
    round.app.database.query<unknown[]>(
      `select 1 from mail m join link l on l.id = (m.facts->>'link')::uuid
       where m.state = 'waiting' and l.revoked_at is not null`,
    );

  test('what waited follows to the new address with new links, and nothing goes twice', async () => {
    expect(await change()).toBeNull();
    expect(await round.mails('demand-request')).toEqual([
      'demand-request jonas@uni.example waiting',
      `demand-request ${NEW} waiting`,
      `demand-request ${NEW} waiting`,
    ]);
    expect(await round.revoked(NEW)).toEqual(['demand P1', 'demand P2']);
    expect(await dead()).toEqual([]);
  });

  test('what was sent goes again with new links, and what is answered does not', async () => {
    await round.answer('P1', OLD);
    await round.deliver();
    expect(await change()).toBeNull();
    expect(await waiting('demand-request')).toEqual([`demand-request ${NEW} waiting`]);
    expect(await dead()).toEqual([]);
    await round.at('2026-09-28T09:00');
    expect(await waiting('demand-reminder')).toEqual([
      'demand-reminder jonas@uni.example waiting',
      `demand-reminder ${NEW} waiting`,
    ]);
  });

  test('an unrated position is asked for again, and a final list too', async () => {
    await round.answer('P1', OLD);
    await round.answer('P2', OLD);
    await round.at('2026-10-12T09:00');
    await round.apply('anna@stud.example', 'P1');
    await round.at('2026-11-06T09:00');
    await round.deliver();
    await round.app.setClock(oslo('2026-11-07T09:00'));
    expect(await change()).toBeNull();
    expect(await waiting('demand-request', 'rating-request', 'final-list')).toEqual([
      `final-list ${NEW} waiting`,
      `rating-request ${NEW} waiting`,
    ]);
  });

  test('a name or a number alone sends nothing and leaves the links; nothing new is said to be so', async () => {
    await round.deliver();
    expect(await change({ email: OLD, name: 'Ingrid Lien', phone: '+47 900 00 001' })).toBeNull();
    expect(await waiting('demand-request')).toEqual([]);
    expect(await round.revoked(OLD)).toEqual([]);
    expect(await change({ email: OLD, name: 'Ingrid Lien', phone: '+47 900 00 001' })).toBe('same');
    const kinds = await round.app.database.query(
      `select kind from event where kind in ('person-corrected', 'address-changed')`,
    );
    expect(kinds).toEqual([{ kind: 'person-corrected' }]);
  });

  test('an address that somebody has is refused', async () => {
    const before = await round.app.dump();
    expect(await change({ email: 'jonas@uni.example' })).toBe('taken');
    expect(await round.app.dump()).toBe(before);
  });

  test('whoever signs in with an address is not moved by another contact, but by herself and by the faculty', async () => {
    const as = async (actor: string, person: string) => {
      const [actorId, personId] = [await round.personOf(actor), await round.personOf(person)];
      return transact(round.app, (tx) =>
        changeAddress(tx, {
          ...{ personId, actorId, email: `x-${person}`, name: 'X', phone: null },
          ...{ roundId: ROUND, reason: 'Avtalt' },
        }),
      );
    };
    expect(await as('tone@uni.example', 'geir@uni.example')).toBe('role');
    expect(await as('tone@uni.example', 'faculty@uni.example')).toBe('role');
    expect(await as('geir@uni.example', 'geir@uni.example')).toBeNull();
    expect(await as('faculty@uni.example', 'tone@uni.example')).toBeNull();
  });

  test('a contact who is to report is asked again', async () => {
    await round.at('2026-10-05T23:59');
    await round.deliver();
    expect(await change({ old: 'tone@uni.example' })).toBeNull();
    expect(await waiting('report-request')).toEqual([`report-request ${NEW} waiting`]);
  });

  test('in a paused round all waits until it is resumed', async () => {
    await round.deliver();
    const by = { roundId: ROUND, ...(await round.by()) };
    await transact(round.app, (tx) => pauseRound(tx, by));
    expect(await change()).toBeNull();
    expect(await waiting('demand-request')).toEqual([]);
    await round.app.setClock(oslo('2026-09-22T08:00'));
    await transact(round.app, (tx) => resumeRound(tx, by));
    await round.at('2026-09-22T08:00');
    expect(await waiting('demand-request')).toHaveLength(2);
    expect(await dead()).toEqual([]);
  });

  test('a started application goes to the new address as its link, a sent one as its receipt', async () => {
    await round.answer('P1', OLD);
    await round.at('2026-10-12T09:00');
    await round.apply('started@stud.example');
    await round.apply('anna@stud.example', 'P1');
    await round.deliver();
    expect(await change({ old: 'started@stud.example', email: 's@stud.example' })).toBeNull();
    expect(await change({ old: 'anna@stud.example', email: 'a@stud.example' })).toBeNull();
    expect(await waiting('apply-link', 'application-receipt')).toEqual([
      'application-receipt a@stud.example waiting',
      'apply-link s@stud.example waiting',
    ]);
    await round.deliver();
    await round.at('2026-10-26T23:59');
    expect(await change({ old: 's@stud.example', email: 's2@stud.example' })).toBeNull();
    expect(await waiting('apply-link', 'application-receipt')).toEqual([]);
  });

  test('one matter is sent again with a new link, and only while it is open', async () => {
    await round.deliver();
    const matter = {
      personId: await round.personOf(OLD),
      purpose: 'demand',
      subject: 'P1',
      ...(await round.by()),
    } as const;
    const resend = () => transact(round.app, (tx) => resendMatter(tx, matter));
    expect(await resend()).toBeNull();
    expect(await waiting('demand-request')).toEqual([`demand-request ${OLD} waiting`]);
    expect(await round.revoked(OLD)).toEqual(['demand P1']);
    // Sent again while it waits, it is the same mail with a newer link.
    expect(await resend()).toBeNull();
    expect(await waiting('demand-request')).toHaveLength(1);
    expect(await dead()).toEqual([]);
    await round.answer('P1', OLD);
    const before = await round.app.dump();
    expect(await resend()).toBe('closed');
    expect(await round.app.dump()).toBe(before);
  });

  test('a link that is taken back drops what waits with it; sent again there is a new one', async () => {
    const matter = {
      personId: await round.personOf(OLD),
      purpose: 'demand',
      subject: 'P1',
      ...(await round.by()),
    } as const;
    expect(await transact(round.app, (tx) => revokeLink(tx, matter))).toBeNull();
    expect(await round.mails('demand-request')).toContain(`demand-request ${OLD} dropped`);
    expect(await transact(round.app, (tx) => revokeLink(tx, matter))).toBe('gone');
    expect(await transact(round.app, (tx) => resendMatter(tx, matter))).toBeNull();
    expect(await waiting('demand-request')).toHaveLength(3);
    const events = await round.app.database.query(`select kind from event where kind like 'link-%' order by id`);
    expect(events).toEqual([{ kind: 'link-revoked' }, { kind: 'link-resent' }]);
  });
});

describe('a student with an offer', () => {
  const OFFERED = oslo('2026-11-06T09:00');
  const EXPIRY = oslo('2026-11-21T00:00');
  let app: TestApp;
  beforeEach(async () => {
    app = await testApp();
    await ratedPosition(app, 1, 'ab', OFFERED);
  });
  afterEach(() => app.close());

  const change = async (email = 'x@stud.example') => {
    const { personId } = await offerOf(app, 'a');
    const [contact] = await app.database.query<{ id: string }[]>(`select contact_id as id from campus`);
    const by = { actorId: contact?.id ?? '', reason: 'Feil adresse', roundId: '2027V-trondheim' };
    return transact(app, (tx) => changeAddress(tx, { personId, email, name: 'Student a', phone: null, ...by }));
  };
  const settle = (state: 'sent' | 'rejected') =>
    app.database.query(`update mail set state = $1, next_due_at = null where state = 'waiting'`, [state]);
  const offers = () =>
    app.database.query<{ expires_at: Date; moves: number }[]>(`select expires_at, moves from offer order by rank`);
  const mails = async () =>
    (
      await app.database.query<{ line: string }[]>(
        `select kind || ' ' || address as line from mail where state = 'waiting' order by 1`,
      )
    ).map(({ line }) => line);

  test('whose mail arrived gets the offer again, with the time that it has', async () => {
    await settle('sent');
    await app.setClock(oslo('2026-11-10T12:00'));
    expect(await change()).toBeNull();
    expect(await mails()).toEqual(['offer x@stud.example']);
    expect(await offers()).toEqual([{ expires_at: EXPIRY, moves: 0 }]);
  });

  test('whose mail was refused has the full time from now, and one mail that says so', async () => {
    await settle('rejected');
    await app.setClock(oslo('2026-11-10T12:00'));
    expect(await change()).toBeNull();
    expect(await mails()).toEqual(['offer x@stud.example']);
    expect(await offers()).toEqual([{ expires_at: oslo('2026-11-25T00:00'), moves: 1 }]);
    const [mail] = await app.database.query<{ facts: object }[]>(`select facts from mail where state = 'waiting'`);
    expect(mail?.facts).toMatchObject({ expiresAt: oslo('2026-11-25T00:00').toISOString(), moves: 1 });
    const kinds = await app.database.query(
      `select kind, data->>'reason' as reason from event where kind in ('offer-moved', 'address-changed') order by id`,
    );
    expect(kinds).toEqual([
      { kind: 'offer-moved', reason: 'Feil adresse' },
      { kind: 'address-changed', reason: 'Feil adresse' },
    ]);
  });

  test('whose mail was refused on the day it was made gets it again with the same time', async () => {
    await settle('rejected');
    expect(await change()).toBeNull();
    expect(await mails()).toEqual(['offer x@stud.example']);
    expect(await offers()).toEqual([{ expires_at: EXPIRY, moves: 0 }]);
  });

  test('whose offer ran out meanwhile gets none anew', async () => {
    await settle('rejected');
    await app.setClock(EXPIRY);
    expect(await change()).toBeNull();
    expect(await mails()).toEqual([]);
  });

  test('of an answer and a change at the same time both are whole', async () => {
    await settle('sent');
    const offer = await offerOf(app, 'a');
    const [state, changed] = await Promise.all([actOnOffer(app, { ...offer, answer: 'accept', letGo: [] }), change()]);
    expect([state, changed]).toEqual(['accepted', null]);
    expect(await offersOf(app)).toEqual(['x accepted']);
    const addresses = (await mails()).filter((line) => line.startsWith('offer-accepted'));
    expect(addresses).toEqual(['offer-accepted x@stud.example']);
  });
});
