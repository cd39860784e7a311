import type { ScenarioPosition } from '../../rounds/import/round.schema.js';
import type { ReceivedMail } from '../mailbox.js';

/** A position as a person knows it: by its course, and by the campus and semester when a course has several. */
export interface Matter {
  readonly position: ScenarioPosition;
  readonly campus: string;
  readonly semester: string;
}

/**
 * Which of the positions that someone has to do with a mail speaks of, by the words in it.
 * @throws Error when it is none of them or cannot be told
 */
export function matterOf<M extends Matter>(mail: ReceivedMail, matters: readonly M[]): M {
  const words = `${mail.subject} ${mail.text}`.replace(/\s+/g, ' ');
  const named = matters.filter(({ position }) => says(words, position.course));
  const clues: ((matter: M) => string)[] = [({ position }) => position.title, (m) => m.campus, (m) => m.semester];
  let left = named;
  for (const clue of clues) {
    const fitting = left.filter((matter) => says(words, clue(matter)));
    if (left.length > 1 && fitting.length > 0) left = fitting;
  }
  const [matter, other] = left;
  if (matter && !other) return matter;
  throw new Error(
    `the mail of kind ${mail.kind} ${matter ? 'may be about several positions' : 'names none of the courses'}`,
  );
}

/** Whether a text has these words, as words: `TDT4100` is not said by `TDT4100-2`. */
export function says(text: string, words: string): boolean {
  const literal = words.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}-])${literal}(?![\\p{L}\\p{N}]|-[\\p{L}\\p{N}])`, 'u').test(text);
}
