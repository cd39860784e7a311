import { z } from 'zod';
import { instantOf } from '../../rounds/wall-clock.js';

const LOCAL = /^2\d{3}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/;

/** A wall-clock time as a browser sends it, or as one writes it where the browser has no field for it: `2026-10-05 23:59`. */
export const localTime = z
  .string({ error: 'faults.time' })
  .transform((given) =>
    given
      .trim()
      .replace(' ', 'T')
      .replace(/(T\d\d:\d\d):00$/, '$1'),
  )
  // Whatever is asked of several times together is not asked of what is none.
  .refine(exists, { error: 'faults.time', abort: true });

function exists(local: string): boolean {
  if (!LOCAL.test(local)) return false;
  try {
    instantOf(local, 'UTC');
    return true;
  } catch {
    return false;
  }
}
