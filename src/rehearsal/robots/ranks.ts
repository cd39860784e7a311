import { controlsIn } from './controls.js';
import type { Values } from './form.js';
import type { Page } from './page.js';

/**
 * How a teacher fills in the rating form: whoever is on the page and ranked gets the next rank, all others are unsuited.
 * @param ranked mail addresses, best first; those who did not apply are passed over
 */
export function ranksOf(page: Page, ranked: readonly string[]): Values {
  const ids = new Map<string, string>();
  for (const row of page.root.getElementsByTagName('tr')) {
    const field = controlsIn(row).find(({ name }) => name.startsWith('rank.'))?.name;
    const address = row.getAttribute('data-applicant')?.toLowerCase();
    // Whoever has an offer already is shown without fields.
    if (field && address) ids.set(address, field.slice('rank.'.length));
  }
  const values: Record<string, string | boolean> = {};
  let rank = 0;
  for (const address of new Set(ranked)) {
    const id = ids.get(address);
    if (!id) continue;
    ids.delete(address);
    rank += 1;
    values[`rank.${id}`] = String(rank);
    values[`unsuited.${id}`] = false;
  }
  for (const id of ids.values()) {
    values[`rank.${id}`] = '';
    values[`unsuited.${id}`] = true;
  }
  return values;
}
