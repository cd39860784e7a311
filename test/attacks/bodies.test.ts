import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Board, signInAs, startBoard } from '../board/harness.js';
import { FACULTY, seedBoard } from '../board/seed.js';

const MEGABYTE = 1024 * 1024;
const HUGE = 50 * MEGABYTE;

let board: Board;
let cookie: string;
beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  const { cookies } = await signInAs(board, FACULTY);
  cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
});
afterAll(() => board.close());

const open = () => {
  const { hostname, port } = new URL(board.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  return socket;
};
/** All that comes until the connection ends. */
async function answerOn(socket: Socket): Promise<string> {
  let said = '';
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString('latin1');
  });
  await once(socket, 'close');
  return said;
}
const head = (path: string, fields: readonly string[]) =>
  [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Sec-Fetch-Site: same-origin',
    `Cookie: ${cookie}`,
    ...fields,
    '',
    '',
  ].join('\r\n');

const FORM = 'Content-Type: application/x-www-form-urlencoded';
const FILE = 'Content-Type: multipart/form-data; boundary=cut';
const FILE_HEAD =
  '--cut\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\nContent-Type: text/csv\r\n\r\n';

test.each([
  ['a form', '/board/sign-in', FORM, 'email='],
  ['a form with an act', '/board/acts/pause-round/2027V-trondheim', FORM, 'reason='],
  ['a file with courses', '/board/new-round/file', FILE, FILE_HEAD],
  ['a file with applications', '/board/rounds/2027V-trondheim/import', FILE, FILE_HEAD],
])('fifty megabytes as %s end with a page that says so, and change nothing', async (_what, path, type, start) => {
  const before = await board.app.dump({ without: ['session'] });
  const piece = Buffer.alloc(MEGABYTE, 'x');
  // Once with its length told beforehand, and once in pieces without one.
  for (const length of [`Content-Length: ${HUGE + start.length}`, 'Transfer-Encoding: chunked']) {
    const chunked = length.startsWith('Transfer');
    const socket = open();
    const answered = answerOn(socket);
    const send = (bytes: Buffer) =>
      new Promise<void>((sent) => {
        if (chunked) socket.write(`${bytes.length.toString(16)}\r\n`);
        socket.write(bytes, () => sent());
        if (chunked) socket.write('\r\n');
      });
    socket.write(head(path, [type, length, 'Connection: close']));
    await send(Buffer.from(start));
    for (let sent = 0; sent < HUGE && socket.writable; sent += MEGABYTE) await send(piece);
    if (chunked && socket.writable) socket.write('0\r\n\r\n');
    const [, status, said] =
      /^HTTP\/1\.1 (\d+) [\s\S]*(data-page="too-large"|MB at most|at most \d+ MB)/.exec(await answered) ?? [];
    expect(status).toMatch(/413|422/);
    expect(said).toBeDefined();
  }
  expect(await board.app.dump({ without: ['session'] })).toBe(before);
});

test('hundreds who never finish their request keep nobody waiting, and are let go', async () => {
  const slow = Array.from({ length: 300 }, (_, index) => {
    const socket = open();
    // Half in the middle of their headers, half in the middle of a form.
    socket.write(
      index % 2 ? 'GET / HTTP/1.1\r\nHost: lo' : `${head('/board/sign-in', [FORM, 'Content-Length: 100'])}email=`,
    );
    return { socket, closed: answerOn(socket) };
  });
  await Promise.all(slow.map(({ socket }) => (socket.connecting ? once(socket, 'connect') : null)));
  const page = await (await fetch(`${board.url}/board/sign-in`)).text();
  expect(page).toContain('data-page="board-sign-in"');
  const half = await Promise.all(slow.filter((_, index) => index % 2).map(({ closed }) => closed));
  expect(half.every((answer) => answer.startsWith('HTTP/1.1 408 '))).toBe(true);
  for (const { socket } of slow) socket.destroy();
}, 60_000);
