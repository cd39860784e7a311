import { resending } from '../mails/resending.js';
import type { Act } from './act.js';
import { moving } from './moving.js';
import { pausing, resuming } from './pausing.js';
import { correcting, reinstating } from './reinstating.js';
import { reminding } from './reminding.js';
import { resizing } from './resizing.js';
import { withdrawing } from './withdrawing.js';

/** Everything that a contact can do about a round. */
export const ACTS: readonly Act[] = [
  pausing,
  resuming,
  resending,
  withdrawing,
  moving,
  reinstating,
  correcting,
  resizing,
  reminding,
];
