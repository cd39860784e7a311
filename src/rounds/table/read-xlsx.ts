import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { FileRefused, type Line } from './table.js';

// Unpacked, a workbook with as many positions as we take is a tenth of this.
const MOST_UNPACKED = 32 * 1024 * 1024;
const MOST_HEAP_MB = 256;
const PATIENCE_MS = 15_000;

// Cells come as texts. A day is what a spreadsheet makes of some course codes.
const READER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const textOf = (value) =>
    value === null || value === undefined ? '' : value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
  require(workerData.reader).readSheet(workerData.bytes).then(
    (rows) => parentPort.postMessage(rows.map((row) => row.map(textOf))),
    () => parentPort.postMessage(null),
  );`;

/**
 * Reads the first sheet of an Excel workbook. It is read in a thread of its own, which a workbook that is made to use up
 * time or memory takes down alone.
 * @throws FileRefused when it is broken, locked with a password or too large
 */
export async function readXlsx(bytes: Buffer): Promise<Line[]> {
  if (unpackedSize(bytes) > MOST_UNPACKED) throw new FileRefused({ is: 'large' });
  const rows = await readInThread(bytes);
  if (!rows) throw new FileRefused({ is: 'broken' });
  return rows.map((cells, index) => ({ line: index + 1, cells }));
}

function readInThread(bytes: Buffer): Promise<string[][] | null> {
  const worker = new Worker(READER, {
    eval: true,
    // The one that takes the sizes in the archive's directory for true, which were added up.
    workerData: {
      bytes: Uint8Array.from(bytes).buffer,
      reader: createRequire(import.meta.url).resolve('read-excel-file/universal'),
    },
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    stdout: true,
    stderr: true,
  });
  return new Promise((resolve) => {
    const end = (rows: string[][] | null) => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(rows);
    };
    const timer = setTimeout(() => end(null), PATIENCE_MS);
    worker.once('message', end);
    worker.once('error', () => end(null));
    worker.once('exit', () => end(null));
  });
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

/**
 * How large a zip archive says that it is when it is unpacked.
 * @throws FileRefused when it is no such archive
 */
function unpackedSize(bytes: Buffer): number {
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) throw new FileRefused({ is: 'broken' });
  let size = 0;
  let entry = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (entry + 46 > bytes.length || bytes.readUInt32LE(entry) !== DIRECTORY_ENTRY)
      throw new FileRefused({ is: 'broken' });
    size += bytes.readUInt32LE(entry + 24);
    const lengths = [28, 30, 32].map((at) => bytes.readUInt16LE(entry + at));
    entry += 46 + lengths.reduce((sum, length) => sum + length);
  }
  return size;
}
