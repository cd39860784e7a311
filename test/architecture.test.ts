import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');

interface Source {
  readonly file: string;
  readonly text: string;
  /** The files of ours that it imports, from the root, ending in .ts. */
  readonly imports: readonly string[];
}

const sources: Source[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const file = `src/${name}`;
    const text = readFileSync(join(root, file), 'utf8');
    const imports = [...text.matchAll(/(?:from|import) '(\.[^']+)\.js'|import\('(\.[^']+)\.js'\)/g)].map(
      ([, one, other]) => relative(root, join(root, dirname(file), `${one ?? other}.ts`)),
    );
    return { file, text, imports };
  });

const faults = (of: (source: Source) => string[]) =>
  sources.flatMap((source) => of(source).map((fault) => `${source.file}: ${fault}`));
const stageOf = (file: string) => /^src\/process\/([^/]+)\//.exec(file)?.[1];

test('a stage never imports another stage, but for its advance and, between tables, its entities', () => {
  const foreign = faults(({ file, imports }) => {
    const stage = stageOf(file);
    if (!stage) return [];
    return imports.filter((imported) => {
      const other = stageOf(imported);
      if (!other || other === stage) return false;
      const advance = imported === `src/process/${other}/${other}.advance.ts`;
      return !advance && !(file.endsWith('.entity.ts') && imported.endsWith('.entity.ts'));
    });
  });
  expect(foreign).toEqual([]);
});

test('a stage stands on rounds, people, outbox, webhooks, links, timetable and platform; its pages on the form reader too', () => {
  const below = ['rounds', 'people', 'outbox', 'links', 'timetable', 'platform', 'process', 'webhooks'];
  const strange = faults(({ file, imports }) =>
    stageOf(file)
      ? imports.filter(
          (imported) =>
            !below.some((folder) => imported.startsWith(`src/${folder}/`)) &&
            !(file.endsWith('.pages.ts') || file.endsWith('.form.ts')
              ? imported === 'src/web/form.ts' || imported === 'src/web/locale.ts'
              : false),
        )
      : [],
  );
  expect(strange).toEqual([]);
});

test('what the stages stand on knows no stage', () => {
  const up = faults(({ file, imports }) =>
    /^src\/(rounds|people|outbox|links|timetable|changes|webhooks)\//.test(file)
      ? imports.filter((imported) => imported.startsWith('src/process/') && !imported.endsWith('.entity.ts'))
      : [],
  );
  expect(up).toEqual([]);
});

test('a rule is pure: it imports rules of time and types, nothing that reads or writes', () => {
  const impure = faults(({ file, text, imports }) => {
    if (!file.endsWith('.rule.ts')) return [];
    const ours = imports.filter(
      (imported) => !/\/(calendar|reminders|wall-clock)\.ts$|\.rule\.ts$|\.entity\.ts$/.test(imported),
    );
    const others = [...text.matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name as string);
    return [...ours, ...others, ...(/\basync\b|\bawait\b/.test(text) ? ['waits for something'] : [])];
  });
  expect(impure).toEqual([]);
});

test('one place knows which store holds the queues', () => {
  const knowing = sources
    .filter(
      ({ file, text }) =>
        !file.startsWith('src/rehearsal/stores/') && /createPostgresBackend|from 'ioredis'/.test(text),
    )
    .map(({ file }) => file);
  expect(knowing).toEqual(['src/timetable/queues.ts']);
});

test('what sends traces is loaded by whoever is told to send them, and by nobody else', () => {
  const knowing = sources.filter(({ text }) => /['"](@opentelemetry\/|bullmq-otel)/.test(text)).map(({ file }) => file);
  const loading = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/.*\/tracing\.js'.*/g)].map(([line]) => [file, line.includes("await import('")]),
  );
  expect([knowing, loading]).toEqual([['src/platform/tracing.ts'], [['src/main.ts', true]]]);
});

test('nobody asks for the time but the clock', () => {
  const asking = faults(({ file, text }) =>
    file.startsWith('src/rehearsal/') || file.startsWith('src/platform/')
      ? []
      : [...text.matchAll(/Date\.now\(\)|new Date\(\)|Temporal\.Now/g)].map(([what]) => what),
  );
  expect(asking).toEqual([]);
});

test('no file is longer than 300 lines', () => {
  const long = sources
    .filter(({ file, text }) => !file.includes('/migrations/') && text.split('\n').length > 300)
    .map(({ file }) => file);
  expect(long).toEqual([]);
});
