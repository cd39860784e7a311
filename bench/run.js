// Measures what Stafett promises, each beside a floor or a peer in the same run: npm run bench [-- NAME ...].
// What comes of it is printed, and kept in docs/bench/ as JSON and as a picture.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chartOf } from './parts/chart.js';
import { machine } from './parts/machine.js';

const BENCHES = ['storm', 'peers', 'growth', 'kept', 'latency', 'pages', 'board', 'rehearsal', 'scale', 'memory'];
const folder = join(import.meta.dirname, '..', 'docs', 'bench');

const names = process.argv.slice(2);
const unknown = names.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${BENCHES.join(', ')}.`);
  process.exit(1);
}
await mkdir(folder, { recursive: true });
const on = machine();
console.log(Object.values(on).join(', '));
for (const name of names.length > 0 ? names : BENCHES) {
  console.log(`\n${name}`);
  const { [name]: measure } = await import(`./${name}.js`);
  const { rows, chart, ...more } = await measure((line) => console.error(line));
  console.table(rows);
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify({ ...on, rows, ...more }, null, 2)}\n`);
  if (chart) await writeFile(join(folder, `${name}.svg`), await chartOf(chart));
}
