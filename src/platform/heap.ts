import { setFlagsFromString } from 'node:v8';

/**
 * Node's options for a daemon with workers; whatever starts one gives them. New objects have 8 MB to die in, and not as many as V8
 * would take, up to 64: with what lives a daemon then stays below 200 MB. A daemon that only answers browsers has as many as it
 * likes, for what a hundred of them ask at once lives at the same time.
 */
export const WORKER_OPTIONS: readonly string[] = ['--max-semi-space-size=8'];

// What comes on top of what lives before V8 looks through all. Left to itself it waits for several times as much.
const GROWTH_PERCENT = 20;

/** Lets the heap of this process grow by little between two looks through all of it. A V8 that knows no such flag ignores it. */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
