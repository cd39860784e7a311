import { ScenarioRefused } from './faults.js';
import { pathText } from './rules/rule.js';

/**
 * Parses JSON. A property that is given twice is refused too: `JSON.parse` would lose the first without a word.
 * @throws ScenarioRefused with the line and column of the fault
 */
export function parseJson(text: string): unknown {
  const faults = faultsIn(text);
  if (faults.length > 0) throw new ScenarioRefused(faults);
  return JSON.parse(text);
}

/** The line and column (from 1) of an offset. */
export function place(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `line ${line}, column ${offset - before.lastIndexOf('\n')}`;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;

interface Frame {
  readonly end: ']' | '}';
  readonly keys: Set<string>;
  step: string | number;
}

type Want = 'value' | 'value or ]' | 'property' | 'property or }' | 'more';

/** The first error of syntax, or every property that is given twice. Not recursive: a file may be nested at will. */
function faultsIn(text: string): string[] {
  const twice: string[] = [];
  const open: Frame[] = [];
  let offset = 0;
  let want: Want = 'value';

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    offset += found?.length ?? 0;
    return found;
  };
  const wrong = (expected: string) => [`${place(text, offset)}: ${found(text, offset)} Expected ${expected} here.`];

  for (;;) {
    take(SPACE);
    const frame = open.at(-1);
    const next = text[offset];
    if (want === 'more' && !frame) return next === undefined ? twice : wrong('the end of the file');
    if (frame && next === frame.end && want !== 'value' && want !== 'property') {
      offset += 1;
      open.pop();
      want = 'more';
    } else if (want === 'more' && frame) {
      if (next !== ',') return wrong(`a comma or ${frame.end}`);
      offset += 1;
      if (typeof frame.step === 'number') frame.step += 1;
      want = frame.end === '}' ? 'property' : 'value';
    } else if (frame && (want === 'property' || want === 'property or }')) {
      const start = offset;
      const key = take(STRING);
      if (key === undefined) return wrong(`a property in double quotation marks${want === 'property' ? '' : ' or }'}`);
      frame.step = JSON.parse(key) as string;
      if (frame.keys.has(frame.step)) twice.push(givenTwice(text, start, open));
      frame.keys.add(frame.step);
      take(SPACE);
      if (text[offset] !== ':') return wrong('a colon');
      offset += 1;
      want = 'value';
    } else if (next === '{' || next === '[') {
      offset += 1;
      const isObject = next === '{';
      // Assigning this one would change the object's prototype, so that it would get lost.
      open.push({ end: isObject ? '}' : ']', keys: new Set(['__proto__']), step: isObject ? '' : 0 });
      want = isObject ? 'property or }' : 'value or ]';
    } else {
      if (take(STRING) === undefined && take(SCALAR) === undefined)
        return wrong(want === 'value' ? 'a value' : 'a value or ]');
      want = 'more';
    }
  }
}

function givenTwice(text: string, offset: number, open: readonly Frame[]): string {
  const path = pathText(open.map((frame) => frame.step));
  if (path.endsWith('__proto__')) return `${path}: ${place(text, offset)} has a property of this name. Remove it.`;
  return `${path}: is given again in ${place(text, offset)}. Keep one of them.`;
}

function found(text: string, offset: number): string {
  const rest = /^(?:[\w.+-]+|[\s\S]?)/u.exec(text.slice(offset, offset + 30))?.[0] ?? '';
  if (rest === '') return 'the file ends too early.';
  if (rest === '"') return 'this text is not closed, or holds a line break or an unknown escape.';
  return `${JSON.stringify(rest)} is not JSON.`;
}
