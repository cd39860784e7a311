import { readFile, stat } from 'node:fs/promises';
import { faultsOf, ScenarioRefused } from './faults.js';
import { parseJson, place } from './json-text.js';
import { type Scenario, scenarioSchema } from './scenario.schema.js';

const MOST_MEGABYTES = 50;
const MOST_BYTES = MOST_MEGABYTES * 1024 * 1024;

/**
 * Reads and checks a scenario file.
 * @throws ScenarioRefused with every fault
 */
export async function readScenarioFile(path: string): Promise<Scenario> {
  return readScenario(parseJson(textOf(await bytesOf(path))));
}

/**
 * Checks the content of a scenario file.
 * @throws ScenarioRefused with every fault
 */
export function readScenario(content: unknown): Scenario {
  const { data, error } = scenarioSchema.safeParse(content, { reportInput: true });
  if (error) throw new ScenarioRefused(faultsOf(error));
  return data;
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    const bytes = size > MOST_BYTES ? undefined : await readFile(path);
    // A pipe tells no size.
    if (bytes && bytes.length <= MOST_BYTES) return bytes;
  } catch (error) {
    throw new ScenarioRefused([`${path}: ${whyUnreadable(error)}`]);
  }
  throw new ScenarioRefused([`${path}: is larger than ${MOST_MEGABYTES} MB. Split it: one file may hold some rounds.`]);
}

function whyUnreadable(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file. Check the path.';
  if (code === 'EISDIR') return 'is a directory. Name the scenario file in it.';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read. Give yourself the right to read it.';
  return `cannot be read (${String(error)}).`;
}

/** The text of a file in UTF-8, whose byte order mark, which Windows writes, means nothing. */
function textOf(bytes: Buffer): string {
  if (bytes.length === 0) throw new ScenarioRefused(['the file: is empty. Write a scenario.']);
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16 || bytes.subarray(0, 2).includes(0))
    throw new ScenarioRefused(['the file: is UTF-16. Save it as UTF-8.']);
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const offset = firstUnreadable(text, bytes);
  if (offset === undefined) return text;
  throw new ScenarioRefused([`${place(text, offset)}: is not UTF-8, maybe Latin-1. Save the file as UTF-8.`]);
}

function firstUnreadable(text: string, bytes: Buffer): number | undefined {
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const content = bytes.subarray(mark);
  if (Buffer.from(text).equals(content)) return undefined;
  for (let index = text.indexOf('\ufffd'); index >= 0; index = text.indexOf('\ufffd', index + 1)) {
    const at = Buffer.byteLength(text.slice(0, index));
    if (!content.subarray(at, at + 3).equals(Buffer.from('\ufffd'))) return index;
  }
  return undefined;
}
