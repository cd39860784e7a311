import type { z } from 'zod';
import { Refusal } from './refusal.js';

/** What was given to a command, as its schema reads it. @throws Refusal that names it and says what is wrong */
export function readOption<T>(name: string, schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Refusal(`${name}: "${given ?? ''}" ${parsed.error.issues[0]?.message}.`);
}
