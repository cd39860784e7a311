import { describe, expect, test } from '@jest/globals';
import { decideAnnouncement } from '../../src/process/announcement/announcement.rule.js';
import {
  decideApplication,
  inOverviewOrder,
  takesApplications,
} from '../../src/process/application/application.rule.js';
import { decideRating, orderRating, takesRating } from '../../src/process/rating/rating.rule.js';
import { instants, OSLO, oslo, secondBefore } from '../support/calendar.js';

describe('announcement', () => {
  const decide = (unannounced: string[], announced: number, now: Date, since: Date | null = null) =>
    decideAnnouncement({ instants, unannounced, announced }, { since, now }, OSLO);

  test('reported positions are announced at announceAt', () => {
    expect(decide(['P1'], 0, secondBefore(instants.announceAt)).announce).toEqual([]);
    expect(decide(['P1'], 0, instants.announceAt)).toMatchObject({ announce: ['P1'], tellList: true });
  });
  test('nothing to announce, nothing to tell', () => {
    expect(decide([], 0, instants.announceAt)).toMatchObject({ announce: [], tellList: false });
  });
  test('never once applications are closed', () => {
    expect(decide(['P1'], 0, instants.applyDue).announce).toEqual([]);
  });
  test('the list is reminded three days before applyDue, students with an unsent application at -2 and 0', () => {
    const at = (now: string) => decide([], 2, oslo(now), secondBefore(oslo(now)));
    expect(at('2026-10-23T09:00')).toMatchObject({ remindList: oslo('2026-10-23T09:00'), remindStudents: null });
    expect(at('2026-10-24T09:00')).toMatchObject({ remindList: null, remindStudents: oslo('2026-10-24T09:00') });
    expect(at('2026-10-26T09:00')).toMatchObject({ remindList: null, remindStudents: oslo('2026-10-26T09:00') });
    expect(at('2026-10-26T23:59')).toMatchObject({ remindList: null, remindStudents: null });
  });
});

describe('application', () => {
  test('applications count from announceAt until applyDue', () => {
    expect(takesApplications(instants, secondBefore(instants.announceAt))).toBe(false);
    expect(takesApplications(instants, instants.announceAt)).toBe(true);
    expect(takesApplications(instants, secondBefore(instants.applyDue))).toBe(true);
    expect(takesApplications(instants, instants.applyDue)).toBe(false);
  });
  test('the overview goes out at applyDue, once', () => {
    const before = secondBefore(instants.applyDue);
    expect(decideApplication(instants, { since: null, now: before }).tellOverview).toBe(false);
    expect(decideApplication(instants, { since: before, now: instants.applyDue }).tellOverview).toBe(true);
    expect(decideApplication(instants, { since: instants.applyDue, now: instants.applyDue }).tellOverview).toBe(false);
  });
  test('positions with fewer applicants than openings come first', () => {
    const line = (course: string, openings: number, applicants: number) => ({ course, openings, applicants });
    const sorted = inOverviewOrder([line('B', 2, 2), line('C', 3, 1), line('A', 1, 5), line('D', 1, 0)]);
    expect(sorted.map((one) => one.course)).toEqual(['C', 'D', 'A', 'B']);
  });
});

describe('rating', () => {
  const position = (
    positionId: string,
    more: { requested?: boolean; rated?: boolean; settled?: boolean; ownDue?: Date } = {},
  ) => ({
    positionId,
    ownDue: null,
    requested: true,
    rated: false,
    settled: false,
    ...more,
  });
  const decide = (positions: ReturnType<typeof position>[], now: Date, since: Date | null = null) =>
    decideRating({ instants, positions }, { since, now }, OSLO);

  test('teachers are asked at applyDue', () => {
    const unasked = [position('P1', { requested: false })];
    expect(decide(unasked, secondBefore(instants.applyDue)).request).toEqual([]);
    expect(decide(unasked, instants.applyDue).request).toEqual(['P1']);
  });
  test('and reminded while unrated', () => {
    const at = oslo('2026-11-03T09:00');
    const decision = decide([position('P1', { rated: true }), position('P2')], at, secondBefore(at));
    expect(decision.remind).toEqual([{ positionId: 'P2', at }]);
  });
  test('the contact gets the unrated at rateDue', () => {
    const positions = [position('P1', { rated: true }), position('P2'), position('P3', { settled: true })];
    const before = secondBefore(instants.rateDue);
    expect(decide(positions, before, oslo('2026-11-05T09:00')).tellOverdue).toEqual([]);
    expect(decide(positions, instants.rateDue, before).tellOverdue).toEqual(['P2']);
    expect(decide(positions, instants.rateDue, instants.rateDue).tellOverdue).toEqual([]);
  });
  test('nobody is asked at or after closesAt', () => {
    expect(decide([position('P1', { requested: false })], instants.closesAt).request).toEqual([]);
  });
  test('a rating counts from applyDue until closesAt, while the position is not settled', () => {
    expect(takesRating(instants, false, secondBefore(instants.applyDue))).toBe(false);
    expect(takesRating(instants, false, instants.applyDue)).toBe(true);
    expect(takesRating(instants, false, secondBefore(instants.closesAt))).toBe(true);
    expect(takesRating(instants, false, instants.closesAt)).toBe(false);
    expect(takesRating(instants, true, instants.applyDue)).toBe(false);
  });

  describe('the order', () => {
    const free = (applicationId: string) => ({ applicationId, offeredRank: null, withdrawn: false });
    const offered = (applicationId: string, offeredRank: number) => ({ applicationId, offeredRank, withdrawn: false });
    const rated = (applicationId: string, rank: number | null) => ({ applicationId, rank });
    test('gaps are closed, the unsuited have no rank', () => {
      expect(orderRating([free('a'), free('b'), free('c')], [rated('a', 7), rated('b', null), rated('c', 2)])).toEqual([
        rated('c', 1),
        rated('a', 2),
        rated('b', null),
      ]);
    });
    test('whoever has an offer keeps the rank, the others come after', () => {
      const applicants = [offered('a', 2), offered('b', 1), free('c'), free('d')];
      expect(orderRating(applicants, [rated('d', 1), rated('c', 2)])).toEqual([rated('d', 3), rated('c', 4)]);
    });
    test('a tie, a gap in the names, a stranger, a name twice or someone who has an offer is refused', () => {
      const applicants = [free('a'), free('b')];
      expect(orderRating(applicants, [rated('a', 1), rated('b', 1)])).toBeNull();
      expect(orderRating(applicants, [rated('a', 1)])).toBeNull();
      expect(orderRating(applicants, [rated('a', 1), rated('x', 2)])).toBeNull();
      expect(orderRating(applicants, [rated('a', 1), rated('a', 2)])).toBeNull();
      expect(orderRating([offered('a', 1), free('b')], [rated('a', 1), rated('b', 2)])).toBeNull();
    });
    test('whoever has let go is not asked for, and passed over when named; with an offer the place stands', () => {
      const applicants = [free('a'), { ...free('b'), withdrawn: true }, { ...offered('c', 1), withdrawn: true }];
      expect(orderRating(applicants, [rated('a', 1)])).toEqual([rated('a', 2)]);
      expect(orderRating(applicants, [rated('b', 1), rated('a', 2)])).toEqual([rated('a', 2)]);
      expect(orderRating(applicants, [rated('c', 1), rated('a', 2)])).toBeNull();
    });
  });
});
