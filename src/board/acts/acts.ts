import type { Act } from './act.js';
import { pausing, resuming } from './pausing.js';

/** Everything that a contact can do about a round. */
export const ACTS: readonly Act[] = [pausing, resuming];
