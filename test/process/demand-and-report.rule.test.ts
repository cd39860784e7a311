import { describe, expect, test } from '@jest/globals';
import { decideDemand, mayNudge, NUDGE_PAUSE_MS, takesDemand } from '../../src/process/demand/demand.rule.js';
import { decideReport, mayReport, type ReportState, reportStage } from '../../src/process/report/report.rule.js';
import { instants, OSLO, oslo, secondBefore } from '../support/calendar.js';

describe('demand', () => {
  const course = (positionId: string, requested: boolean, answered: boolean) => ({ positionId, requested, answered });
  const decide = (courses: ReturnType<typeof course>[], now: Date, since: Date | null = null) =>
    decideDemand({ instants, courses }, { since, now }, OSLO);

  test('teachers are asked at demandOpens, not a second earlier, and once', () => {
    expect(decide([course('P1', false, false)], secondBefore(instants.demandOpens)).request).toEqual([]);
    expect(decide([course('P1', false, false)], instants.demandOpens).request).toEqual(['P1']);
    expect(decide([course('P1', true, false)], instants.demandOpens).request).toEqual([]);
  });
  test('a course that is listed late is asked at once, until reportDue', () => {
    const courses = [course('P1', true, true), course('P2', false, false)];
    expect(decide(courses, secondBefore(instants.reportDue)).request).toEqual(['P2']);
    expect(decide(courses, instants.reportDue).request).toEqual([]);
  });
  test('only the silent are reminded', () => {
    const decision = decide(
      [course('P1', true, true), course('P2', true, false)],
      oslo('2026-09-28T09:00'),
      oslo('2026-09-21T08:00'),
    );
    expect(decision.remind).toEqual({ at: oslo('2026-09-28T09:00'), positionIds: ['P2'] });
  });
  test('a first request is no reminder, even when both fall on one instant after an outage', () => {
    const decision = decide([course('P1', false, false)], oslo('2026-10-03T12:00'));
    expect(decision).toMatchObject({ request: ['P1'], remind: null });
  });
  test('at demandDue the contact gets the silent; nobody silent, no mail', () => {
    const before = secondBefore(instants.demandDue);
    expect(decide([course('P1', true, false)], before, oslo('2026-10-05T09:00')).tellOverdue).toBe(false);
    expect(decide([course('P1', true, false)], instants.demandDue, before).tellOverdue).toBe(true);
    expect(decide([course('P1', true, true)], instants.demandDue, before).tellOverdue).toBe(false);
    expect(decide([course('P1', true, false)], instants.demandDue, instants.demandDue).tellOverdue).toBe(false);
  });
  test('an answer counts from demandOpens until reportDue', () => {
    expect(takesDemand(instants, secondBefore(instants.demandOpens))).toBe(false);
    expect(takesDemand(instants, instants.demandOpens)).toBe(true);
    expect(takesDemand(instants, secondBefore(instants.reportDue))).toBe(true);
    expect(takesDemand(instants, instants.reportDue)).toBe(false);
  });
  test('the contact reminds a silent teacher in her own words, at most once an hour', () => {
    const silent = { removed: false, answered: false, nudgedAt: null };
    const now = oslo('2026-10-02T09:00');
    const ago = (ms: number) => new Date(now.getTime() - ms);
    expect(mayNudge(silent, now)).toBe('yes');
    expect(mayNudge({ ...silent, answered: true }, now)).toBe('answered');
    expect(mayNudge({ ...silent, removed: true }, now)).toBe('removed');
    expect(mayNudge({ ...silent, nudgedAt: now }, now)).toBe('too-soon');
    expect(mayNudge({ ...silent, nudgedAt: ago(NUDGE_PAUSE_MS - 1) }, now)).toBe('too-soon');
    expect(mayNudge({ ...silent, nudgedAt: ago(NUDGE_PAUSE_MS) }, now)).toBe('yes');
  });
});

describe('report', () => {
  const state = (more: Partial<ReportState> = {}): ReportState => ({
    instants,
    requested: false,
    reported: false,
    closed: false,
    lateChanges: 0,
    ...more,
  });
  const decide = (some: ReportState, now: Date, since: Date | null = null) => decideReport(some, { since, now }, OSLO);

  test('the contact is asked at demandDue', () => {
    expect(decide(state(), secondBefore(instants.demandDue)).request).toBe(false);
    expect(decide(state(), instants.demandDue).request).toBe(true);
    expect(decide(state({ requested: true }), instants.demandDue).request).toBe(false);
    expect(decide(state({ reported: true }), instants.demandDue).request).toBe(false);
  });
  test('and reminded at -2 and 0 days, not at -7', () => {
    const reminded = (now: string, more: Partial<ReportState> = {}) =>
      decide(state({ requested: true, ...more }), oslo(now), secondBefore(oslo(now))).remind;
    expect(reminded('2026-10-07T09:00')).toEqual(oslo('2026-10-07T09:00'));
    expect(reminded('2026-10-09T09:00')).toEqual(oslo('2026-10-09T09:00'));
    expect(reminded('2026-10-09T09:00', { reported: true })).toBeNull();
    expect(decide(state(), instants.demandDue).nextDueAt).toEqual(oslo('2026-10-07T09:00'));
  });
  test('at reportDue what is answered is reported as it stands', () => {
    expect(decide(state({ requested: true }), secondBefore(instants.reportDue)).close).toBeNull();
    expect(decide(state({ requested: true }), instants.reportDue).close).toBe('automatic');
  });
  test('answers after the report are added, and the faculty gets a supplement at reportDue', () => {
    const late = state({ reported: true, lateChanges: 1 });
    expect(decide(late, secondBefore(instants.reportDue))).toMatchObject({ addLate: true, close: null });
    expect(decide(late, instants.reportDue)).toMatchObject({ addLate: true, close: 'with-late' });
    expect(decide(state({ reported: true }), instants.reportDue).close).toBe('as-reported');
  });
  test('it is closed once', () => {
    expect(decide(state({ reported: true, closed: true, lateChanges: 1 }), instants.reportDue)).toMatchObject({
      addLate: false,
      close: null,
      nextDueAt: null,
    });
  });
  test('the contact may report from demandDue until reportDue, once', () => {
    expect(mayReport(state(), secondBefore(instants.demandDue))).toBe('early');
    expect(mayReport(state(), instants.demandDue)).toBe('yes');
    expect(mayReport(state(), secondBefore(instants.reportDue))).toBe('yes');
    expect(mayReport(state(), instants.reportDue)).toBe('closed');
    expect(mayReport(state({ reported: true }), instants.demandDue)).toBe('already');
  });
  test('the contact’s page follows the calendar, and the report', () => {
    const stage = (now: Date, reported = false) => reportStage(instants, reported, now);
    expect(stage(secondBefore(instants.demandOpens))).toBe('ahead');
    expect(stage(instants.demandOpens)).toBe('early');
    expect(stage(secondBefore(instants.demandDue))).toBe('early');
    expect(stage(instants.demandDue)).toBe('form');
    expect(stage(instants.demandDue, true)).toBe('sent');
    expect(stage(secondBefore(instants.reportDue), true)).toBe('sent');
    expect(stage(instants.reportDue)).toBe('closed');
    expect(stage(instants.reportDue, true)).toBe('closed');
  });
});
