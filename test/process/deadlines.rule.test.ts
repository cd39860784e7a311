import { describe, expect, test } from '@jest/globals';
import { decideRating, extensionFault, ratingDue } from '../../src/process/rating/rating.rule.js';
import { CALENDAR, type CalendarEntry, type Instants } from '../../src/rounds/calendar.js';
import { calendarChangeFaults, movableEntries } from '../../src/rounds/calendar-change.rule.js';
import { instants, OSLO, oslo, secondBefore } from '../support/calendar.js';

const secondAfter = (at: Date) => new Date(at.getTime() + 1000);
const faults = (wanted: Partial<Instants>, now: Date) => calendarChangeFaults(instants, wanted, now);

describe('a calendar', () => {
  const start = secondBefore(instants.demandOpens);

  test('can be changed in all that is ahead; what has passed stays', () => {
    expect(movableEntries(instants, start)).toEqual(CALENDAR);
    for (const entry of CALENDAR.filter((one) => one !== 'demandDue' && one !== 'rateDue')) {
      expect([entry, movableEntries(instants, secondBefore(instants[entry])).includes(entry)]).toEqual([entry, true]);
      expect([entry, movableEntries(instants, instants[entry]).includes(entry)]).toEqual([entry, false]);
    }
    expect(faults({ applyDue: oslo('2026-10-30T12:00') }, instants.applyDue)).toEqual([
      { entry: 'applyDue', is: 'passed' },
    ]);
  });

  test.each([
    ['demandDue', 'reportDue', '2026-10-09T14:59'],
    ['rateDue', 'closesAt', '2027-02-18T11:59'],
  ] as const)('lets %s be set ahead again until %s', (entry, until, ahead) => {
    const wanted = { [entry]: oslo(ahead) };
    expect(faults(wanted, instants[entry])).toEqual([]);
    expect(movableEntries(instants, secondBefore(instants[until]))).toContain(entry);
    expect(movableEntries(instants, instants[until])).not.toContain(entry);
  });

  test('a new instant lies ahead', () => {
    const now = oslo('2026-10-01T12:00');
    expect(faults({ demandDue: now }, now)).toEqual([{ entry: 'demandDue', is: 'not-ahead' }]);
    expect(faults({ demandDue: secondAfter(now) }, now)).toEqual([]);
  });

  test('nothing changed is said of the calendar as a whole', () => {
    expect(faults({}, start)).toEqual([{ entry: null, is: 'nothing' }]);
    expect(faults({ ...instants }, start)).toEqual([{ entry: null, is: 'nothing' }]);
  });

  const apart: [CalendarEntry, CalendarEntry][] = [
    ['demandOpens', 'demandDue'],
    ['announceAt', 'applyDue'],
    ['applyDue', 'rateDue'],
    ['offersAt', 'closesAt'],
  ];
  const together: [CalendarEntry, CalendarEntry][] = [
    ['demandDue', 'reportDue'],
    ['reportDue', 'announceAt'],
    ['applyDue', 'offersAt'],
    ['rateDue', 'closesAt'],
  ];
  test.each(apart)('%s stays before %s, and the fault names the one that was changed', (earlier, later) => {
    const only = (entry: CalendarEntry, at: Date) =>
      faults({ [entry]: at }, start).filter((one) => one.entry === entry);
    expect(only(later, instants[earlier])).toEqual([{ entry: later, is: 'after', other: earlier }]);
    expect(only(earlier, instants[later])).toContainEqual(expect.objectContaining({ entry: earlier }));
    const both = { [earlier]: instants[later], [later]: instants[later] };
    expect(faults({ ...both, [later]: secondAfter(instants[later]) }, start)).not.toContainEqual(
      expect.objectContaining({ entry: later, other: earlier }),
    );
  });
  test.each(together)('%s may fall on %s, and no later', (earlier, later) => {
    expect(faults({ [earlier]: instants[later] }, start).filter(({ entry }) => entry === earlier)).not.toContainEqual(
      expect.objectContaining({ is: 'until', other: later }),
    );
    const close = secondBefore(instants[later]);
    const beyond = calendarChangeFaults({ ...instants, [earlier]: close }, { [later]: secondBefore(close) }, start);
    expect(beyond.filter(({ entry }) => entry === later)).toEqual([{ entry: later, is: 'from', other: earlier }]);
  });
  test('an entry that is moved beyond one that stays is itself at fault', () => {
    expect(faults({ demandDue: secondAfter(instants.reportDue) }, start)).toEqual([
      { entry: 'demandDue', is: 'until', other: 'reportDue' },
    ]);
    expect(faults({ rateDue: instants.closesAt }, start)).toEqual([]);
    expect(faults({ offersAt: instants.closesAt }, start)).toEqual([
      { entry: 'offersAt', is: 'before', other: 'closesAt' },
    ]);
  });
});

describe('a deadline of its own for a rating', () => {
  const ownDue = oslo('2026-11-09T23:59');
  const position = (positionId: string, own: Date | null) => ({
    ...{ positionId, ownDue: own, requested: true, rated: false, settled: false },
  });
  const decide = (now: Date) =>
    decideRating(
      { instants, positions: [position('P1', ownDue), position('P2', null)] },
      { since: secondBefore(now), now },
      OSLO,
    );

  test('counts when it is later than the round’s', () => {
    expect(ratingDue(instants, ownDue)).toEqual(ownDue);
    expect(ratingDue(instants, secondBefore(instants.rateDue))).toEqual(instants.rateDue);
    expect(ratingDue(instants, null)).toEqual(instants.rateDue);
  });
  test('has reminders and a list of the unrated of its own', () => {
    expect(decide(oslo('2026-11-05T09:00')).remind).toEqual([{ positionId: 'P2', at: oslo('2026-11-05T09:00') }]);
    expect(decide(oslo('2026-11-07T09:00')).remind).toEqual([{ positionId: 'P1', at: oslo('2026-11-07T09:00') }]);
    expect(decide(instants.rateDue).tellOverdue).toEqual(['P2']);
    expect(decide(instants.rateDue).nextDueAt).toEqual(oslo('2026-11-07T09:00'));
    expect(decide(secondBefore(ownDue)).tellOverdue).toEqual([]);
    expect(decide(ownDue).tellOverdue).toEqual(['P1']);
  });
  test('lies ahead, not before the round’s, and not after closesAt', () => {
    const open: { ownDue: Date | null; rated: boolean; settled: boolean } = {
      ownDue: null,
      rated: false,
      settled: false,
    };
    const now = oslo('2026-11-01T12:00');
    const fault = (wanted: Date, more: Partial<typeof open> = {}, at = now) =>
      extensionFault(instants, { ...open, ...more }, wanted, at);
    expect(fault(secondBefore(instants.rateDue))).toBe('before-round');
    expect(fault(instants.rateDue)).toBe('same');
    expect(fault(instants.rateDue, { ownDue })).toBeNull();
    expect(fault(instants.closesAt)).toBeNull();
    expect(fault(secondAfter(instants.closesAt))).toBe('after-close');
    expect(fault(ownDue, {}, ownDue)).toBe('not-ahead');
    expect(fault(ownDue, {}, secondBefore(ownDue))).toBeNull();
    expect(fault(ownDue, { rated: true })).toBe('closed');
    expect(fault(ownDue, { settled: true })).toBe('closed');
    expect(fault(secondAfter(instants.closesAt), {}, instants.closesAt)).toBe('closed');
  });
});
