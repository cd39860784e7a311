import { expect, test } from '@jest/globals';
import { matterOf, says } from '../../../src/rehearsal/robots/matter.js';
import { linkIn } from '../../../src/rehearsal/robots/robot.js';

const matter = (id: string, course: string, campus = 'Trondheim', title = 'Programmering, del 1') => ({
  position: {
    ...{ id, course, title, openings: 1, hours: 100 },
    kind: 'learning-assistant' as const,
    teacher: { name: 'T', email: 't@uni.example' },
  },
  campus,
  semester: '2027V',
});

const mail = (subject: string, text = '') => ({
  ...{ kind: 'offer', to: 'a@stud.example', subject, text, messageId: '1' },
  receivedAt: new Date(0),
});

test('a course is told from one whose code begins like it', () => {
  const matters = [matter('P1', 'TDT4100'), matter('P2', 'TDT4100-2'), matter('P3', 'TDT41')];
  expect(matterOf(mail('Tilbud i TDT4100: svar'), matters).position.id).toBe('P1');
  expect(matterOf(mail('Tilbud i TDT4100-2.'), matters).position.id).toBe('P2');
  expect(says('TDT4100-', 'TDT4100')).toBe(true);
});

test('the same course on two campuses is told by the campus, two of one teacher by the title, also over a line end', () => {
  const campuses = [matter('P1', 'X1'), matter('P2', 'X1', 'Gjøvik')];
  expect(matterOf(mail('X1', 'ved Gjøvik'), campuses).position.id).toBe('P2');
  const titles = [matter('P1', 'X1', 'A', 'Om alt'), matter('P2', 'X1', 'A', 'Om intet')];
  expect(matterOf(mail('X1', 'Om\nintet'), titles).position.id).toBe('P2');
});

test('a mail about no known course, or about one of several, is not understood', () => {
  expect(() => matterOf(mail('Y1'), [matter('P1', 'X1')])).toThrow('names none of the courses');
  expect(() => matterOf(mail('X1'), [matter('P1', 'X1'), matter('P2', 'X1')])).toThrow('several positions');
});

test('a course code with signs is taken as it stands', () => {
  expect(says('i C++ (V)', 'C++ (V)')).toBe(true);
  expect(says('i C+ (V)', 'C++ (V)')).toBe(false);
});

test('the link of a mail is the first address that opens a matter', () => {
  const text = 'See http://h:1/ or\nhttp://h:1/l/0f-1.aZ_9-x.\nhttp://h:1/l/2.y\n';
  expect(linkIn(mail('s', text))).toBe('http://h:1/l/0f-1.aZ_9-x');
  expect(() => linkIn(mail('s', 'http://h:1/'))).toThrow('the mail of kind offer has no link');
});
