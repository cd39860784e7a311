import type { Dice } from '../../src/rehearsal/robots/dice.js';

/** A request as it goes over the line. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** What somebody may put where a value belongs, as it is written in an address or a form. */
const VALUES = [
  ...[
    '',
    '%00',
    '%',
    '%zz',
    '%C0%AF',
    '%F0%9F%92%A9',
    '..%2F..%2Fetc%2Fpasswd',
    '../../package.json',
    '0',
    '-1',
    '1e309',
  ],
  ...['9'.repeat(40), '2027-02-30', '9999-12-31T23%3A59', 'null', 'undefined', 'NaN', 'true', '%5Bobject+Object%5D'],
  ...[
    '00000000-0000-0000-0000-000000000000',
    '%27+or+1%3D1+--',
    '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
    '%7B%7Bthis%7D%7D',
  ],
  ...[
    'a%0D%0ABcc%3A+x%40evil.example',
    '%E2%80%AE',
    '=1%2B1',
    'x'.repeat(5000),
    '%EF%BF%BE',
    '%ED%A0%80',
    'constructor',
    '__proto__',
  ],
];
const NAMES = [
  '__proto__',
  'constructor[prototype][x]',
  'a[b][c]',
  'step',
  'answer',
  'reason',
  'email',
  'page',
  'from',
  'x'.repeat(300),
  '',
];
const TYPES = [
  'application/x-www-form-urlencoded',
  'application/json',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'application/x-www-form-urlencoded; charset=utf-7',
  '',
];
const BODIES = [
  '{"__proto__":{"admin":true}}',
  '[',
  '--x\r\nContent-Disposition: form-data; name="file"; filename="../a.csv"\r\n\r\na;b\r\n--x--',
  '--x',
  'a',
  'a='.repeat(30_000),
  '&'.repeat(5_000),
];
const HEADERS: readonly Record<string, string>[] = [
  { Host: 'evil.example' },
  { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'gopher', 'X-Forwarded-For': '1.2.3.4, ,x' },
  { 'Accept-Language': ',,;q=2,nb;q=x' },
  { Accept: 'application/json' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { Cookie: 'stafett-x=%; board=s%3Ax.y; =;;' },
  { 'Content-Encoding': 'gzip' },
  { Range: 'bytes=5-1' },
  { 'If-None-Match': '*' },
];

/** One to three things about a request made otherwise, by chance. */
export function mutated(sent: Sent, dice: Dice): Sent {
  let result = sent;
  const times = 1 + Math.floor(dice.roll() * 3);
  for (let time = 0; time < times; time += 1) result = mutate(result, dice);
  return result;
}

function mutate(sent: Sent, dice: Dice): Sent {
  const pick = <T>(list: readonly T[]) => dice.pick(list) as T;
  switch (Math.floor(dice.roll() * 8)) {
    case 0:
      return { ...sent, method: pick(METHODS) };
    case 1: {
      const [path = '/', query] = sent.path.split('?');
      const parts = path.split('/');
      parts[1 + Math.floor(dice.roll() * (parts.length - 1))] = pick(VALUES);
      return { ...sent, path: `${parts.join('/')}${query === undefined ? '' : `?${query}`}` };
    }
    case 2:
      return {
        ...sent,
        path: `${sent.path}${sent.path.includes('?') ? '&' : '?'}${encodeURI(pick(NAMES))}=${pick(VALUES)}`,
      };
    case 3:
      return { ...sent, path: changed(sent.path, '?', dice) };
    case 4:
      return { ...sent, headers: { ...sent.headers, ...pick(HEADERS) } };
    case 5:
      return { ...sent, headers: { ...sent.headers, 'Content-Type': pick(TYPES) } };
    case 6:
      return { ...sent, body: pick(BODIES) };
    default:
      return { ...sent, body: changed(`?${sent.body}`, '?', dice).slice(1) };
  }
}

/** One field of a query changed: another value, twice, left out, or one more. */
function changed(text: string, mark: string, dice: Dice): string {
  const [head = '', query = ''] = text.split(mark);
  const fields = query === '' ? [] : query.split('&');
  const index = Math.floor(dice.roll() * fields.length);
  const name = fields[index]?.split('=')[0] ?? 'x';
  const value = dice.pick(VALUES) ?? '';
  const roll = dice.roll();
  if (roll < 0.6) fields[index] = `${name}=${value}`;
  else if (roll < 0.75) fields.push(`${name}=${value}`);
  else if (roll < 0.9) fields.splice(index, 1);
  else fields.push(`${encodeURIComponent(dice.pick(NAMES) ?? '')}=${value}`);
  return `${head}${mark}${fields.join('&')}`;
}
