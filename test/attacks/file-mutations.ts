import type { Dice } from '../../src/rehearsal/robots/dice.js';

const VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, 9_007_199_254_740_991, '', ' ', 'x', '\0', '\ud800', '‮', 'x'.repeat(10_000)],
  ...[[], {}, [[]], ['x'], { x: 1 }, '2026-02-30', '2026-10-25T02:30', '9999-12-31', '2026-13-01T00:00', 'Europe/Oslo'],
  ...['a@b', 'a@b@c', 'A@UNI.EXAMPLE', '<x@y.example>', 'a@b.example\r\nBcc: c@d.example', '=1+1', '{{this}}', '../x'],
];
const KEYS = ['__proto__', 'constructor', 'toString', 'x', 'id', 'email', ''];
const CELLS: readonly string[] = [
  ...['', ' ', '\0', '"', "'", ';', '=HYPERLINK("x")', '+47', '@x', '-1', '0', '1e9', 'ja', 'nei', 'x'.repeat(40_000)],
  ...['a@b', 'a@b.example,c@d.example', 'NORA.HAUGE@STUD.EXAMPLE', 'IDATG1001', 'TDT4100', '2027-01-01', '__proto__'],
  ...['line\nbreak', '\ufeff', '‮', '\u00a0', 'é', '😀', '\ud800', '<b>', '{{this}}', 'a\tb'],
];

type Node = Record<string, unknown> | unknown[];

/** One to four places in a tree of values made otherwise: another value, left out, twice, or one more. */
export function structureMutated(tree: object, dice: Dice): unknown {
  const times = 1 + Math.floor(dice.roll() * 4);
  for (let time = 0; time < times; time += 1) {
    const node = dice.pick(nodesIn(tree as Node)) ?? tree;
    const key = dice.pick(Object.keys(node));
    const value = dice.pick(VALUES);
    const roll = dice.roll();
    if (Array.isArray(node) && roll > 0.8) node.push(structuredClone(node[0]) ?? value);
    else if (key === undefined || roll > 0.9)
      Object.defineProperty(node, dice.pick(KEYS) ?? 'x', {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    else if (roll > 0.7) Reflect.deleteProperty(node, key);
    else Reflect.set(node, key, value);
  }
  return tree;
}

/** Every object and list of a tree. */
function nodesIn(node: Node): Node[] {
  const inside = Object.values(node).filter((value): value is Node => typeof value === 'object' && value !== null);
  return [node, ...inside.flatMap(nodesIn)];
}

/** One to four cells, rows or columns of a table made otherwise. */
export function cellsMutated(rows: readonly (readonly string[])[], dice: Dice): string[][] {
  const result = rows.map((row) => [...row]);
  const times = Math.floor(dice.roll() * 5);
  for (let time = 0; time < times; time += 1) {
    const row = dice.pick(result);
    if (!row) return [[]];
    const roll = dice.roll();
    if (roll < 0.7) row[Math.floor(dice.roll() * row.length)] = dice.pick(CELLS) ?? '';
    else if (roll < 0.8) row.push(dice.pick(CELLS) ?? '');
    else if (roll < 0.9) row.pop();
    else if (roll < 0.95) result.push([...row]);
    else result.splice(result.indexOf(row), 1);
  }
  return result;
}

/** Some bytes of a file made otherwise: another byte, some cut out, the end cut off, or some twice. */
export function bytesMutated(file: Buffer, dice: Dice): Buffer {
  let bytes = file;
  const times = 1 + Math.floor(dice.roll() * 5);
  for (let time = 0; time < times; time += 1) {
    const at = Math.floor(dice.roll() * bytes.length);
    const end = Math.min(bytes.length, at + Math.floor(dice.roll() * 20));
    const roll = dice.roll();
    if (roll < 0.6)
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from([Math.floor(dice.roll() * 256)]),
        bytes.subarray(at + 1),
      ]);
    else if (roll < 0.8) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    else if (roll < 0.9) bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    else bytes = bytes.subarray(0, at);
  }
  return bytes;
}
