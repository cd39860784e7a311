const ROUNDS = 3;

/**
 * Measures three times and gives each named number of what came of it as its median, least and most.
 * @param measure gives an object of numbers
 */
export async function rounds(measure) {
  const measured = [];
  for (let round = 1; round <= ROUNDS; round += 1) measured.push(await measure(round));
  return Object.fromEntries(
    Object.keys(measured[0]).map((name) => {
      const values = measured.map((one) => one[name]).sort((a, b) => a - b);
      return [name, { median: values[Math.floor(ROUNDS / 2)], least: values[0], most: values.at(-1) }];
    }),
  );
}

/** `1.83 (1.79–1.90)`: the median, and between what the rounds lay. */
export const spread = ({ median, least, most }, digits = 2) =>
  `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;

/** The value below which so much of all values lie, such as 0.99. */
export function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
}
