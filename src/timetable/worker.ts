import { type App, transact } from '../platform/app.js';
import { noteFailure } from './failures.js';
import { MAILS_A_JOB } from './mails-a-job.js';
import type { Processor, QueueName, Queues } from './queues.js';
import { SUBJECTS, type SubjectStage } from './stages.js';
import { isDue, type Tx } from './turn.js';

// Decisions are short and lock one subject each; mails wait for a server far away.
const STAGE_CONCURRENCY = 4;
const MAIL_CONCURRENCY = 4;
// Each holds a connection to the database for as long as another system takes to answer.
const WEBHOOK_CONCURRENCY = 4;

type Advance = Readonly<Record<SubjectStage, (tx: Tx, id: string) => Promise<void>>>;

/** What the jobs of the outgoing queues do. */
interface Deliver {
  readonly mail: (id: string) => Promise<void>;
  readonly webhook: (id: string) => Promise<void>;
}

/** Starts the workers: a job of a stage advances its subject, one of the mail queue delivers its mail and others. */
export function startWorkers(app: App, queues: Queues, advance: Advance, deliver: Deliver): void {
  const subjects = SUBJECTS.map((stage): [QueueName, Processor] => [
    stage,
    {
      concurrency: STAGE_CONCURRENCY,
      run: async (id) => {
        try {
          await transact(app, async (tx) => {
            if (await isDue(tx, stage, id)) await advance[stage](tx, id);
          });
        } catch (error) {
          app.log.error({ err: error, stage, subject: id }, 'advance-failed');
          await noteFailure(app, stage, id, error);
          throw error;
        }
      },
    },
  ]);
  const mail: Processor = { concurrency: MAIL_CONCURRENCY, rate: jobsFor(app.config.mailPerSecond), run: deliver.mail };
  const webhook: Processor = { concurrency: WEBHOOK_CONCURRENCY, run: deliver.webhook };
  queues.work({ ...(Object.fromEntries(subjects) as Record<SubjectStage, Processor>), mail, webhook });
}

/** The jobs that may begin in a time, in ms, so that no more than so many mails leave in a second. */
function jobsFor(mailsPerSecond: number): { max: number; duration: number } {
  const jobs = Math.floor(mailsPerSecond / MAILS_A_JOB);
  return jobs > 0
    ? { max: jobs, duration: 1_000 }
    : { max: 1, duration: Math.ceil((1_000 * MAILS_A_JOB) / mailsPerSecond) };
}
