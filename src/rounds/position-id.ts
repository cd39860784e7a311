const LONGEST = 64;

/** The `n`th id for a course's position in a round, which an import would take too: `2027V-trondheim-TDT4100-1`. */
export function positionIdOf(roundId: string, course: string, n: number): string {
  const word = course.replace(/[^\p{L}\p{Nd}._-]+/gu, '-');
  const end = `-${n}`;
  return `${[...`${roundId}-${word}`].slice(0, LONGEST - end.length).join('')}${end}`;
}
