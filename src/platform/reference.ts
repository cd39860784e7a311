import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const current = new AsyncLocalStorage<string>();

/** Runs `work` under a new reference number, which every line carries that is logged meanwhile. Gives what it gives. */
export function underReference<T>(work: (reference: string) => T): T {
  const reference = randomUUID().slice(0, 8);
  return current.run(reference, work, reference);
}

/** The reference of the request or job that is being worked on. */
export const currentReference = (): string | undefined => current.getStore();
