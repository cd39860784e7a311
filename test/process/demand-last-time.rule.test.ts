import { expect, test } from '@jest/globals';
import { type Earlier, lastTimeOf } from '../../src/process/demand/last-time.rule.js';

const earlier = (semester: string, more: Partial<Earlier> = {}): Earlier => ({
  semester,
  teacherId: 'T',
  title: 'Om emnet',
  kind: 'learning-assistant',
  openings: 1,
  hours: 100,
  ...more,
});
const last = (semester: string, ...found: Earlier[]) =>
  lastTimeOf({ semester, teacherId: 'T', title: 'Om emnet' }, found);

test('a spring is followed by its autumn, and that by the next spring', () => {
  const all = ['2026V', '2026H', '2027V'].map((semester) => earlier(semester));
  expect(last('2026V', ...all)).toBeNull();
  expect(last('2026H', ...all)?.semester).toBe('2026V');
  expect(last('2027V', ...all)?.semester).toBe('2026V');
  expect(last('2027H', ...all)?.semester).toBe('2026H');
});

test('the latest of the same term comes before a later one of the other term', () => {
  expect(last('2027V', earlier('2026H'), earlier('2024V'), earlier('2025V'))?.semester).toBe('2025V');
  expect(last('2027V', earlier('2024H'), earlier('2026H'))?.semester).toBe('2026H');
});

test('neither the same semester nor a later one is last time', () => {
  expect(last('2027V', earlier('2027V'), earlier('2027H'), earlier('2028V'))).toBeNull();
});

test('semesters whose names say no year and term are left out, and have no last time', () => {
  expect(last('2027V', earlier('sommeren'), earlier(''), earlier('2026X'), earlier('V2026'))).toBeNull();
  expect(last('2027V', earlier('sommeren'), earlier('2025V'))?.semester).toBe('2025V');
  expect(last('sommeren', earlier('2025V'))).toBeNull();
});

test('of several positions of the course the own comes first, then one of the same title, then the first', () => {
  const own = earlier('2026V', { openings: 3 });
  const titled = earlier('2026V', { teacherId: 'U', openings: 4 });
  const others = [
    earlier('2026V', { teacherId: 'U', title: 'Et annet', openings: 5 }),
    earlier('2026V', { teacherId: 'W', title: 'Et annet', openings: 6 }),
  ];
  expect(last('2027V', ...others, titled, own)?.openings).toBe(3);
  expect(last('2027V', ...others, titled)?.openings).toBe(4);
  expect(last('2027V', ...others)?.openings).toBe(5);
});

test('that there was no need is last time too', () => {
  const none = { kind: null, openings: null, hours: null };
  expect(last('2027V', earlier('2026V', none), earlier('2025V'))).toEqual({ semester: '2026V', ...none });
});
