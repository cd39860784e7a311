import type { Back, DONE, Form, LinkPage, View, Visit } from '../../links/visit.js';
import { delegate, takeBack } from './delegation.pages.js';
import { autosave, discard, giveWay, move, save } from './drafting.pages.js';
import { showRating } from './rating-form.pages.js';
import { confirm, review } from './submitting.pages.js';

type Act = (visit: Visit, form: Form) => Promise<View | Back | typeof DONE>;

const ACTS = new Map<string | undefined, Act>([
  ['confirm', confirm],
  ['save', save],
  ['autosave', autosave],
  ['give-way', giveWay],
  ['delegate', delegate],
  ['take-back', takeBack],
]);

/** Where a teacher, a colleague or the contact puts a position's applicants in order, or asks a colleague to. */
export const ratingPage: LinkPage = {
  purpose: 'rating',
  show: (visit) => showRating(visit),
  act: (visit, form) => actOf(form)(visit, form),
};

/** What a form asks for: by the button that was pressed, else by its field `act`. */
function actOf(form: Form): Act {
  if (form.move !== undefined) return move;
  return form.discard === undefined ? (ACTS.get(form.act) ?? review) : discard;
}
