import { cpus } from 'node:os';
import { pages } from './pages.js';

const BENCHES = { pages };

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(1);
}
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  console.log(`\n${name}`);
  console.table(await BENCHES[name]((line) => console.error(line)));
}
