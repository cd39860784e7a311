import { sendDigests } from './board/digest/send-digests.js';
import { runRetention } from './privacy/run-retention.js';
import type { Recurring } from './timetable/recurring.js';

/** All recurring work: its cron pattern in the faculty's zone, and what is done. */
export const RECURRING: readonly Recurring[] = [
  { name: 'digest', pattern: '30 7 * * 1-5', run: sendDigests },
  { name: 'retention', pattern: '15 3 * * *', run: runRetention },
];
