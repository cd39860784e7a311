import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Violation = readonly [rule: string, elements: readonly string[]];

/**
 * What on a page keeps somebody from using it, by axe-core, also within its frames.
 * @param rules just these; all that axe goes by unless told
 */
export async function violationsOn(page: Page, rules?: readonly string[]): Promise<Violation[]> {
  const source = await axe;
  for (const frame of page.frames()) await frame.evaluate(source);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  return page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`);
}
