import { setMaxListeners } from 'node:events';
import { type Progress, progressOn } from '../platform/progress.js';
import { Refusal } from '../platform/refusal.js';
import { CleanUp } from './clean-up.js';
import type { Company } from './company.js';
import type { RunningSystem } from './set-up.js';
import { untilStill } from './stillness.js';
import { playToTheEnd } from './virtual-time.js';

/** Far longer than anything a round has left to do once it is closed. */
export const PATIENCE_MS = 400 * 24 * 3_600_000;
const MOST_FAULTS = 20;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Why a rehearsal that was told to end has ended. */
export class Interrupted extends Error {}

/** What a rehearsal has to end, what ends it, and where it says how far it is. */
export interface Run {
  readonly cleanUp: CleanUp;
  readonly stop: AbortController;
  readonly progress: Progress;
}

/**
 * Runs a rehearsal. Everything that it started is ended, also on Ctrl-C, when the terminal is closed, and when it fails.
 * @returns the exit status
 * @throws Refusal when it cannot begin
 */
export async function runRehearsal(say: (line: string) => void, play: (run: Run) => Promise<number>): Promise<number> {
  const cleanUp = new CleanUp();
  const stop = new AbortController();
  // Every request of a robot listens for it.
  setMaxListeners(0, stop.signal);
  const interrupt = () => stop.abort(new Interrupted('The rehearsal was interrupted.'));
  for (const signal of SIGNALS) process.on(signal, interrupt);
  const progress = progressOn(process.stderr, say);
  try {
    return await play({ cleanUp, stop, progress });
  } catch (error) {
    // What a stop brings down in its wake is of no interest.
    const reason: unknown = stop.signal.aborted ? stop.signal.reason : error;
    if (reason instanceof Refusal) throw reason;
    progress.say(reason instanceof Error ? reason.message : String(reason));
    return 1;
  } finally {
    progress.end();
    await cleanUp.run().finally(() => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    });
  }
}

/**
 * Plays on from where the clock stands until nothing is left to happen.
 * @param end time does not go past this instant
 * @returns when nothing was left, and how to wait until the system is done
 */
export async function playOn(
  system: Pick<RunningSystem, 'client' | 'hasJobs' | 'clock'>,
  company: Company,
  { line, end }: { readonly line: () => string; readonly end: Date },
  { stop, progress }: Run,
): Promise<{ readonly to: Date; readonly still: () => Promise<Date | null> }> {
  const still = () => untilStill(system.client, system.hasJobs, system.clock.now, stop.signal);
  const to = await playToTheEnd({
    clock: system.clock,
    diary: company.diary,
    untilStill: still,
    deliver: () => company.readMail(),
    perform: (act) => company.perform(act),
    moved: () => progress.show(line),
    end,
  });
  return { to, still };
}

/** Says what should not be, the first of it. */
export function sayFaults(faults: readonly string[], say: (line: string) => void): void {
  for (const fault of faults.slice(0, MOST_FAULTS)) say(`Fault: ${fault}`);
  if (faults.length > MOST_FAULTS) say(`… and ${faults.length - MOST_FAULTS} more faults.`);
}
