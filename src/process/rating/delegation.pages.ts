import { DONE, type Form, type View, type Visit } from '../../links/visit.js';
import { readPosition } from '../../rounds/read-position.js';
import { parseForm } from '../../web/form.js';
import { delegateRating } from './delegate-rating.js';
import { delegateSchema, takeBackSchema } from './rating.form.js';
import { loadDelegates } from './rating.state.js';
import { showRating } from './rating-form.pages.js';
import { takeBackDelegation } from './take-back-delegation.js';

/** Asks a colleague to rate the position. */
export async function delegate(visit: Visit, form: Form): Promise<View | typeof DONE> {
  const { data: colleague, faults } = parseForm(delegateSchema, form);
  if (faults) return showRating(visit, { status: 422, form, faults });
  const outcome = await delegateRating(visit.app, {
    positionId: visit.link.subject,
    personId: visit.person.id,
    ...colleague,
  });
  if (outcome === 'self' || outcome === 'teacher')
    return showRating(visit, { status: 422, form, faults: { email: `faults.delegate-${outcome}` } });
  return DONE;
}

/** Asks whether the task is to be taken back from a colleague, then does so. */
export async function takeBack(visit: Visit, form: Form): Promise<View | typeof DONE> {
  const { data } = parseForm(takeBackSchema, form);
  if (!data) return DONE;
  const { subject: positionId } = visit.link;
  if (form.sure === 'yes') {
    await takeBackDelegation(visit.app, { positionId, personId: visit.person.id, delegateId: data.delegate });
    return DONE;
  }
  const delegates = await loadDelegates(visit.app.database.manager, positionId);
  const colleague = delegates.find((one) => one.personId === data.delegate);
  if (!colleague) return DONE;
  const { position, round } = await readPosition(visit.app, positionId);
  return {
    template: 'rating-take-back',
    page: 'rating-take-back',
    data: { position, round, contact: round.contact, colleague },
  };
}
