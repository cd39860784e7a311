/**
 * The one candidate that `word` was probably meant to be.
 * @returns undefined when none is near or several are equally near
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  // Addresses share most of their letters: only what stands before the @ tells how much may be mistyped.
  const [telling = ''] = word.split('@');
  let best: string | undefined;
  let least = Math.min(2, Math.floor(telling.length / 3)) + 0.5;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > least) continue;
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
    else if (edits === least) best = undefined;
  }
  return best;
}

/** How many characters to insert, delete, replace or swap with a neighbour to turn `a` into `b`. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const edits = [replaced, at(row - 1, column) + 1, at(row, column - 1) + 1];
      if (swapped) edits.push(at(row - 2, column - 2) + 1);
      current.push(Math.min(...edits));
    }
  }
  return at(a.length, b.length);
}
