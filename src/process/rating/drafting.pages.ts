import { type Back, DONE, type Form, type View, type Visit } from '../../links/visit.js';
import { idsOf, moveIn, type Order, reorder } from './order.rule.js';
import { isRestUnsuited, parseBasis, parseMove, parseWords } from './rating.form.js';
import { savedOf, showRating } from './rating-form.pages.js';
import { readRating } from './read-rating.js';
import { discardDraft, type Saved, saveDraft } from './save-draft.js';

type Answer = View | Back | typeof DONE;

/** The id of the place on the page where the draft's status stands. */
const STATUS = 'rating';

/** Keeps the form as it stands, sorted by the places that were written into it. */
export const save = (visit: Visit, form: Form): Promise<Answer> => keep(visit, form, (order) => order, STATUS);

/** Moves an applicant by the button that was pressed, and keeps the form as it stands then. */
export function move(visit: Visit, form: Form): Promise<Answer> {
  const pressed = parseMove(form);
  if (!pressed) return save(visit, form);
  // Back at the button, for whoever presses it again; a row that was brought back has another one.
  const { what, id } = pressed;
  return keep(visit, form, (order) => moveIn(order, pressed), `${what === 'back' ? 'up' : what}-${id}`);
}

async function keep(visit: Visit, form: Form, change: (order: Order) => Order, backTo: string): Promise<Answer> {
  const rating = await readRating(visit);
  if (!rating.open) return DONE;
  const { data: words, faults } = parseWords(form, idsOf(rating.kept));
  if (faults) return showRating(visit, { status: 422, form, faults });
  const saved = await saveDraft(visit.app, {
    ...mine(visit),
    ...parseBasis(form),
    order: change(reorder(rating.kept, words, rating.first)),
    first: rating.first,
    restUnsuited: isRestUnsuited(form),
  });
  return saved.outcome === 'saved' ? { backTo } : showRating(visit, { status: 409, form, stale: saved });
}

/** Keeps the form while it is being filled in, and says only whether that was possible: for the script of the page. */
export async function autosave(visit: Visit, form: Form): Promise<View> {
  const rating = await readRating(visit);
  if (!rating.open) return fragment(visit, 'closed', 410, null);
  const { data: words, faults } = parseWords(form, idsOf(rating.kept));
  if (faults) return fragment(visit, 'faulty', 422, null);
  const basis = parseBasis(form);
  const saved = await saveDraft(visit.app, {
    ...mine(visit),
    ...basis,
    order: reorder(rating.kept, words, rating.first),
    first: rating.first,
    restUnsuited: isRestUnsuited(form),
  });
  if (saved.outcome === 'stale') return fragment(visit, 'stale', 409, saved);
  return fragment(visit, basis.basedOn === rating.ratings ? 'saved' : 'overtaken', 200, saved);
}

const fragment = (visit: Visit, state: string, status: number, saved: Saved | null): View => ({
  status,
  template: 'rating-draft',
  page: 'rating-draft',
  data: { state, version: saved?.version ?? '', saved: savedOf(visit, saved?.savedAt ?? null) },
});

/** Asks whether the draft is to be thrown away, then does so. */
export async function discard(visit: Visit, form: Form): Promise<Answer> {
  const { seen } = parseBasis(form);
  if (seen && form.sure === 'yes') await discardDraft(visit.app, { ...mine(visit), seen });
  if (form.sure === 'yes') return DONE;
  const { position, round, open, draft, version } = await readRating(visit);
  if (!open || !draft) return DONE;
  const data = { position, round, contact: round.contact, version, saved: savedOf(visit, draft.savedAt) };
  return { template: 'rating-discard', page: 'rating-discard', data };
}

/** Lets the rating that somebody else submitted stand, and the rater's own go. */
export async function giveWay(visit: Visit, form: Form): Promise<Answer> {
  const { seen } = parseBasis(form);
  if (seen) await discardDraft(visit.app, { ...mine(visit), seen });
  return DONE;
}

const mine = ({ link, person }: Visit) => ({ positionId: link.subject, personId: person.id });
