import { loadRound, type RoundContext } from '../rounds/round-context.js';
import type { Tx } from '../timetable/turn.js';
import { resendApplication } from './application/resend-application.js';
import { askTeacherAgain } from './demand/ask-teacher-again.js';
import { resendFinalList, resendLaos } from './employment/resend-employment.js';
import { resendOffer } from './offer/resend-offer.js';
import type { OpenMatter } from './open-matters.js';
import { holdMails } from './pause-round.js';
import { askRatersAgain } from './rating/ask-raters-again.js';
import { askContactAgain } from './report/ask-contact-again.js';

/**
 * Sends somebody what is open for them again, to their present address and with their present link; in a paused round when
 * it is resumed. Everything of its round is locked by then.
 */
export async function sendMatter(tx: Tx, personId: string, matter: OpenMatter): Promise<void> {
  const round = await loadRound(tx, matter.roundId);
  await send(tx, round, personId, matter);
  if (round.pausedAt) await holdMails(tx, round.id);
}

function send(
  tx: Tx,
  round: RoundContext,
  personId: string,
  { purpose, subject, positionId }: OpenMatter,
): Promise<void> {
  switch (purpose) {
    case 'demand':
      return askTeacherAgain(tx, round, subject);
    case 'report':
      return askContactAgain(tx, round.id);
    case 'apply':
      return resendApplication(tx, round, personId);
    case 'rating':
      return askRatersAgain(tx, round, subject);
    case 'offer':
      return resendOffer(tx, subject);
    case 'final-list':
      return resendFinalList(tx, subject);
    case 'laos':
      return resendLaos(tx, positionId ?? '', personId);
  }
}
