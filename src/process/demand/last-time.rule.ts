import type { PositionKind } from '../../rounds/position.entity.js';

/** What a course reported in an earlier semester; without a kind it had no need. */
export interface LastTime {
  readonly semester: string;
  readonly kind: PositionKind | null;
  readonly openings: number | null;
  readonly hours: number | null;
}

/** A position of the same course on the same campus, in whichever semester. */
export interface Earlier extends LastTime {
  readonly teacherId: string;
  readonly title: string;
}

/**
 * What a course reported last time: in the latest earlier semester of the same term, since spring is like spring, else in
 * the latest earlier one. Where several positions share the course, the teacher's own comes first.
 * @returns null when there was none, or when the semester's name says no year and term
 */
export function lastTimeOf(
  now: { readonly semester: string; readonly teacherId: string; readonly title: string },
  earlier: readonly Earlier[],
): LastTime | null {
  const present = termOf(now.semester);
  if (!present) return null;
  const candidates = earlier.flatMap((one) => {
    const term = termOf(one.semester);
    if (!term || term.order >= present.order) return [];
    const rank = [
      Number(term.letter === present.letter),
      term.order,
      Number(one.teacherId === now.teacherId),
      Number(one.title === now.title),
    ];
    return [{ one, rank }];
  });
  const [best] = candidates.sort((a, b) => compare(b.rank, a.rank));
  if (!best) return null;
  const { semester, kind, openings, hours } = best.one;
  return { semester, kind, openings, hours };
}

/** `2027V` is the spring of 2027, before `2027H`, its autumn. */
function termOf(semester: string): { letter: string; order: number } | null {
  const [, year, letter] = /^(\d{4})([VH])$/.exec(semester) ?? [];
  return year && letter ? { letter, order: Number(year) * 2 + Number(letter === 'H') } : null;
}

/** The first difference decides. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}
