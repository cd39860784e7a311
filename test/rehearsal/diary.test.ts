import { expect, test } from '@jest/globals';
import { Diary } from '../../src/rehearsal/diary.js';

const at = (minute: number) => new Date(Date.UTC(2026, 8, 21, 8, minute));
const act = (minute: number, lane: string, who: string) => ({ at: at(minute), lane, who, run: async () => undefined });

test('knows the earliest instant and takes what is due then, not what comes later', () => {
  const diary = new Diary();
  expect(diary.next()).toBeNull();
  for (const planned of [act(5, 'P1', 'bo'), act(3, 'P2', 'anna'), act(4, 'P1', 'carl')]) diary.add(planned);
  expect(diary.next()).toEqual(at(3));
  expect(diary.takeDue(at(2))).toEqual([]);
  expect(diary.takeDue(at(4)).map((lane) => lane.map(({ who }) => who))).toEqual([['anna'], ['carl']]);
  expect(diary.takeDue(at(4))).toEqual([]);
  expect(diary.next()).toEqual(at(5));
});

test('acts of one lane stand in an order that does not depend on when they were noted', () => {
  const acts = [act(1, 'P2', 'dina'), act(1, 'P1', 'bo'), act(0, 'P1', 'carl'), act(1, 'P1', 'anna')];
  const orderOf = (noted: typeof acts) => {
    const diary = new Diary();
    for (const planned of noted) diary.add(planned);
    return diary.takeDue(at(1)).map((lane) => lane.map(({ who }) => who));
  };
  expect(orderOf(acts)).toEqual([['carl', 'anna', 'bo'], ['dina']]);
  expect(orderOf(acts.toReversed())).toEqual(orderOf(acts));
});
