import { undoing } from '../applications-in/undoing.js';
import { resending } from '../mails/resending.js';
import { removing } from '../new-round/removing.js';
import { erasing } from '../people/erasing.js';
import type { Act } from './act.js';
import { extendingRating, movingDeadlines } from './deadlines.js';
import { moving } from './moving.js';
import { pausing, resuming } from './pausing.js';
import { changingAddress, replacing } from './people.js';
import { resendingLink, revokingLink } from './people-links.js';
import { cancelling, planning } from './planning.js';
import { correcting, reinstating } from './reinstating.js';
import { reminding } from './reminding.js';
import { resizing } from './resizing.js';
import { withdrawing } from './withdrawing.js';
import { endingOnAnyDay, endingOnWorkingDays } from './working-days.js';

/** Everything that a contact can do about a round. */
export const ACTS: readonly Act[] = [
  pausing,
  resuming,
  planning,
  cancelling,
  resending,
  withdrawing,
  moving,
  reinstating,
  correcting,
  resizing,
  reminding,
  movingDeadlines,
  extendingRating,
  endingOnWorkingDays,
  endingOnAnyDay,
  replacing,
  changingAddress,
  resendingLink,
  revokingLink,
  removing,
  undoing,
  erasing,
];
