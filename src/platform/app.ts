import type { DataSource } from 'typeorm';
import type { Alarm, Decided, Tx } from '../timetable/turn.js';
import type { Config } from './config.js';
import type { Log } from './log.js';
import { inSpan } from './spans.js';
import { passStep } from './steps.js';

/** What the parts of a running daemon share. */
export interface App {
  readonly config: Config & { readonly secret: string };
  readonly database: DataSource;
  readonly log: Log;
  /** Sets alarms in the queues. A failure is logged, never thrown: the sweep restores what was not set. */
  readonly setAlarms: (alarms: readonly Alarm[], now: Date) => Promise<void>;
}

/**
 * Runs `work` in one transaction and sets the alarms that it caused after the commit.
 * A deadlock or serialization failure, which PostgreSQL resolves by ending one of the two, is tried again.
 */
export async function transact<T>(app: App, work: (tx: Tx) => Promise<T>): Promise<T> {
  return inSpan('decision', {}, async (add) => {
    for (let attempt = 1; ; attempt += 1) {
      const alarms: Alarm[] = [];
      const decided: Decided = { subjects: [], mails: [] };
      try {
        const { result, now } = await app.database.transaction(async (manager) => {
          const tx: Tx = { manager, timeZone: app.config.timeZone, alarms, decided };
          passStep('decision-begun');
          const result = await work(tx);
          passStep('decision-made');
          return { result, now: tx.now };
        });
        passStep('decision-committed');
        const { subjects, mails } = decided;
        if (subjects.length + mails.length > 0) app.log.info(decided, 'decided');
        add({
          'stafett.stage': subjects[0]?.split(' ')[0] ?? '',
          'stafett.subjects': subjects,
          'stafett.mails': mails,
        });
        if (now) await app.setAlarms(alarms, now);
        return result;
      } catch (error) {
        if (attempt === 3 || !isTransient(error)) throw error;
      }
    }
  });
}

const isTransient = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === '40P01' || error.code === '40001');
