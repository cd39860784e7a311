import type { Tx } from '../../timetable/turn.js';
import { advanceOffer, type Refusal } from './offer.advance.js';
import type { Place } from './offer-act.rule.js';

export interface NamedApplicant {
  readonly applicationId: string;
  readonly place: Place;
  /** Who answers for it. */
  readonly actorId: string;
  readonly reason: string;
}

/**
 * Offers a position to an applicant whose turn is over, or never came. An application that was let go of is taken up
 * again. A settled position opens again.
 * @returns null when it was done, else why not
 * @throws Error when there is no such application
 */
export async function reinstateApplicant(
  tx: Tx,
  { applicationId, place, actorId, reason }: NamedApplicant,
): Promise<Refusal | null> {
  const [found] = await tx.manager.query<{ positionId: string; personId: string }[]>(
    `select position_id as "positionId", person_id as "personId" from application where id = $1`,
    [applicationId],
  );
  if (!found) throw new Error(`There is no application ${applicationId}.`);
  const { positionId, personId } = found;
  return advanceOffer(tx, positionId, { personId, reinstate: place, actor: actorId, reason });
}
