import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { root } from '../platform/root.js';
import type { ForecastInput } from './forecast.rule.js';
import type { Forecast } from './outcome.rule.js';
import type { Message } from './worker.js';

export interface Watching {
  /** Ends it: the promise is rejected with the signal's reason. */
  readonly signal: AbortSignal;
  /** Told now and then how many runs are done. */
  readonly progressed?: (done: number) => void;
}

/**
 * Runs a round ahead as often as the input says, in a thread of its own, so that nobody waits for it but who asked.
 * @throws what the signal was aborted with
 */
export async function runForecast(input: ForecastInput, { signal, progressed }: Watching): Promise<Forecast> {
  signal.throwIfAborted();
  const worker = new Worker(join(root, 'dist', 'src', 'forecast', 'worker.js'), { workerData: input, execArgv: [] });
  const cancelled = new AbortController();
  try {
    return await new Promise<Forecast>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { signal: cancelled.signal });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`The forecast's thread ended with status ${code}.`)));
      worker.on('message', (message: Message) => {
        if ('forecast' in message) resolve(message.forecast);
        else progressed?.(message.done);
      });
    });
  } finally {
    cancelled.abort();
    await worker.terminate();
  }
}
