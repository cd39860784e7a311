import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { createLog } from '../../src/platform/log.js';
import { underReference } from '../../src/platform/reference.js';
import { trouble } from '../../src/platform/trouble.js';

const root = join(import.meta.dirname, '..', '..');

function loggedBy(work: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  work(createLog('debug', { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line));
}

test('an error is told without what it was done with: no address, no parameter, no detail', () => {
  const fault = Object.assign(new Error('duplicate key, says kari@uni.example'), {
    code: '23505',
    constraint: 'person_email_key',
    detail: 'Key (email)=(kari@uni.example) already exists.',
  });
  const query = new QueryFailedError('insert into person values ($1)', ['Kari Nordmann'], fault);
  const wrapped = new Error('a mail to kari@uni.example failed', { cause: query });
  const many = new AggregateError([new Error('connect ECONNREFUSED ::1')]);
  const [line, second, text] = loggedBy((log) => {
    log.error({ err: wrapped }, 'sweep-failed');
    log.error({ err: many }, 'sweep-failed');
    log.error({ err: 'thrown by kari@uni.example' }, 'sweep-failed');
  });
  expect(JSON.stringify([line, second, text])).not.toMatch(/kari|nordmann|already exists/i);
  expect(line).toMatchObject({
    msg: 'sweep-failed',
    err: {
      message: 'a mail to [address] failed',
      cause: { type: 'QueryFailedError', code: '23505', constraint: 'person_email_key' },
    },
  });
  expect(second).toMatchObject({ err: { errors: [{ message: 'connect ECONNREFUSED ::1' }] } });
});

test('what is logged in the course of a request or a job carries its reference, and no other', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const job = (id: string) =>
    underReference(async (reference) => {
      await new Promise((later) => setImmediate(later));
      log.info({ id }, 'decided');
      return reference;
    });
  const [one, other] = await Promise.all([job('a'), job('b')]);
  log.info('stopping');
  expect(one).not.toBe(other);
  expect(lines.map(({ id, reference }) => [id, reference])).toEqual([
    ['a', one],
    ['b', other],
    [undefined, undefined],
  ]);
});

test('a trouble is told once when it begins and once when it is over, each time it comes', () => {
  const told: string[] = [];
  const store = trouble(
    (error) => told.push(`begun: ${error}`),
    () => told.push('over'),
  );
  store.ends();
  for (const met of ['a', 'b']) store.begins(met);
  for (let times = 0; times < 2; times += 1) store.ends();
  store.begins('c');
  expect(told).toEqual(['begun: a', 'over', 'begun: c']);
});

// What a mail or a delivery came to is both an event's name and, without its first word, a label of a metric.
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  'outbox/deliver.ts': ['mail-sent', 'mail-dropped', 'mail-held', 'mail-put-off', 'mail-rejected'].map(
    (name) => `info ${name}`,
  ),
  'webhooks/deliver.ts': [
    ...['webhook-delivered', 'webhook-dropped', 'webhook-put-off'].map((name) => `info ${name}`),
    'warn webhook-failed',
  ],
};

/** Level and name of each event that a file logs. @throws when a call does not end in an event's name */
function eventsIn(text: string): string[] {
  const calls = text.match(/\blog\.(debug|info|warn|error)\(/g) ?? [];
  const events = [...text.matchAll(/\blog\.(debug|info|warn|error)\([^;]*?'([a-z-]+)',?\s*\)/g)];
  expect(events).toHaveLength(calls.length);
  return events.map(([, level, name]) => `${level} ${name}`);
}

test('every event that is logged stands in the table of docs/operate.md with its level, and no other does', () => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const logged = files.flatMap((file) => {
    const text = readFileSync(join(root, 'src', file), 'utf8');
    expect([file, text.match(/\blog\[/)]).toEqual([file, null]);
    return OUTCOMES[file] ?? eventsIn(text);
  });
  const guide = readFileSync(join(root, 'docs', 'operate.md'), 'utf8');
  const table = [...guide.matchAll(/^\| `([a-z-]+)` +\| (error|warn|info|debug) +\| \S.* \| \S.* \|$/gm)].map(
    ([, name, level]) => `${level} ${name}`,
  );
  expect([...table].sort()).toEqual([...new Set(logged)].sort());
});
