import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bar } from './parts/chart.js';
import { rounds, spread } from './parts/rounds.js';
import { startSink } from './parts/sink.js';
import { floor } from './storm/floor.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const LARGE = ['--seed', '7', '--students', '1000', '--positions', '150'];

/** A semester of a thousand students on the real system, beside the bare sending of its mails; and the sample. */
export async function rehearsal(say) {
  const folder = await mkdtemp(join(tmpdir(), 'stafett-bench-'));
  const sink = await startSink();
  try {
    const large = join(folder, 'large.json');
    const { stdout } = await run(process.execPath, [join(root, 'examples', 'generate.mjs'), ...LARGE], {
      maxBuffer: 1 << 27,
    });
    await writeFile(large, stdout);
    const rehearse = async (...options) => {
      const report = join(folder, 'report.json');
      const begun = Date.now();
      await run(process.execPath, [join(root, 'bin', 'stafett.js'), 'rehearse', '--report', report, ...options], {
        cwd: root,
      });
      const { mails } = JSON.parse(await readFile(report, 'utf8'));
      return { seconds: (Date.now() - begun) / 1000, mails: mails.length };
    };
    const measured = await rounds(async (round) => {
      const semester = await rehearse('--scenario', large);
      const bare = (await floor({ sink, mails: semester.mails })).ms / 1000;
      const sample = await rehearse();
      const onRedis = await rehearse('--queue', 'redis');
      say(
        `round ${round}: ${semester.seconds} s for ${semester.mails} mails, bare ${bare} s; the sample ${sample.seconds} s, ` +
          `with its queues in Redis ${onRedis.seconds} s`,
      );
      return {
        bare,
        semester: semester.seconds,
        ratio: semester.seconds / bare,
        sample: sample.seconds,
        onRedis: onRedis.seconds,
        mails: semester.mails,
      };
    });
    const { bare, semester, ratio, sample, onRedis, mails } = measured;
    return {
      rows: [
        { what: `bare sending of ${mails.median} mails`, seconds: spread(bare, 1), 'times the floor': '1' },
        {
          what: 'a semester of 1,000 students and 150 positions',
          seconds: spread(semester, 1),
          'times the floor': spread(ratio),
        },
        { what: 'the sample semester', seconds: spread(sample, 1), 'times the floor': '' },
        { what: 'the sample semester, queues in Redis', seconds: spread(onRedis, 1), 'times the floor': '' },
      ],
      measured,
      chart: {
        title: 'A rehearsal of a semester of 1,000 students',
        axis: 'seconds (median of three; the line spans all)',
        bars: [
          bar('bare sending of its mails', bare),
          bar('the semester', semester, true),
          bar('the sample', sample, true),
          bar('the sample, queues in Redis', onRedis, true),
        ],
      },
    };
  } finally {
    await sink.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
