import { type Back, DONE, type Form, type View, type Visit } from '../../links/visit.js';
import { differences, idsOf, type Order, only, orderOf } from './order.rule.js';
import { isRestUnsuited, parseBasis, parseRating } from './rating.form.js';
import { conflictView, hiddenFields } from './rating-conflict.pages.js';
import { showRating } from './rating-form.pages.js';
import { type ApplicantRow, type ReadRating, readRating } from './read-rating.js';
import { saveDraft } from './save-draft.js';
import { submitRating } from './submit-rating.js';

type Answer = View | Back | typeof DONE;

/** Shows what is about to be submitted, and what will come of it. The draft is kept, so that nothing is lost on the way. */
export async function review(visit: Visit, form: Form): Promise<Answer> {
  const rating = await readRating(visit);
  if (!rating.open) return DONE;
  const rest = isRestUnsuited(form);
  const { data: order, faults } = parseRating(form, named(rating, form), () => rest);
  if (faults) return showRating(visit, { status: 422, form, faults });
  const basis = parseBasis(form);
  if (basis.basedOn !== rating.ratings && holds(rating, order)) return DONE;
  const swept = order.unsuited.filter((id) => rest && form[`unsuited.${id}`] !== 'yes');
  const saved = await saveDraft(visit.app, {
    positionId: visit.link.subject,
    personId: visit.person.id,
    ...basis,
    order: { ...order, unsuited: order.unsuited.filter((id) => !swept.includes(id)) },
    first: rating.first,
    restUnsuited: rest,
  });
  if (basis.basedOn !== rating.ratings) return conflictNow(visit, order);
  if (rating.locked.some(({ id }) => idsOf(order).includes(id))) return changed(visit, form);
  const seen = saved.outcome === 'saved' ? saved.version : basis.seen;
  return confirmView(visit, rating, order, swept, { ...basis, seen });
}

/** Submits what was reviewed. */
export async function confirm(visit: Visit, form: Form): Promise<Answer> {
  const rating = await readRating(visit);
  if (!rating.open) return DONE;
  const { data: order, faults } = parseRating(form, named(rating, form), (id) => form[`rest.${id}`] === 'yes');
  if (faults) return showRating(visit, { status: 422, form, faults });
  const outcome = await submitRating(visit.app, {
    positionId: visit.link.subject,
    personId: visit.person.id,
    linkId: visit.link.id,
    basedOn: parseBasis(form).basedOn,
    order,
  });
  if (outcome === 'conflict') return conflictNow(visit, order);
  return outcome === 'changed' ? changed(visit, form) : DONE;
}

const changed = (visit: Visit, form: Form) => showRating(visit, { status: 409, form, changed: true });

/** What was submitted meanwhile is read anew: it is that which the rater is to choose from. */
async function conflictNow(visit: Visit, mine: Order): Promise<Answer> {
  const rating = await readRating(visit);
  if (!rating.open) return DONE;
  const free = rating.free.map(({ id }) => id);
  const known = only(mine, free);
  const unplaced = free.filter((id) => !idsOf(known).includes(id));
  return conflictView(visit, rating, { ...known, unplaced }, 409);
}

/** Who is to be rated, as the page shows them, and whoever the form names although an offer has gone to them. */
const named = ({ kept, locked }: ReadRating, form: Form) => [
  ...locked.map(({ id }) => id).filter((id) => `rank.${id}` in form || `unsuited.${id}` in form),
  ...idsOf(kept),
];

/** Whether the rating that holds says the same. */
function holds({ free, locked }: ReadRating, order: Order): boolean {
  const rated = [...locked, ...free].filter((row) => row.rated);
  const words = Object.fromEntries(rated.map(({ id, rank }) => [id, { place: rank, unsuited: rank === null }]));
  return differences(order, orderOf(idsOf(order), words)).size === 0;
}

function confirmView(
  visit: Visit,
  rating: ReadRating,
  order: Order,
  swept: readonly string[],
  { basedOn, seen }: { basedOn: number; seen: string | null },
): View {
  const { position, round, locked, free, first } = rating;
  const byId = new Map(free.map((row) => [row.id, row]));
  const rows = (ids: readonly string[]) => ids.map((id) => byId.get(id) as ApplicantRow);
  const held = locked.filter(({ offer }) => offer === 'open' || offer === 'accepted').length;
  const vacant = Math.max(0, (position.openings ?? 0) - held);
  const next = Math.min(vacant, order.ranked.length);
  const explicit = { ...order, unsuited: order.unsuited.filter((id) => !swept.includes(id)) };
  const hidden = [
    ...hiddenFields(explicit, first),
    ...swept.map((id) => [`rest.${id}`, 'yes'] as const),
    ...(swept.length > 0 ? [['rest', 'unsuited'] as const] : []),
    ['basedOn', basedOn] as const,
    ['draft', seen ?? ''] as const,
  ];
  const data = {
    position,
    round,
    contact: round.contact,
    paused: round.pausedAt !== null,
    locked,
    ranked: rows(order.ranked).map((row, index) => ({ ...row, place: first + index, next: index < next })),
    unsuited: rows(explicit.unsuited),
    swept: rows(swept),
    unsuitedCount: order.unsuited.length,
    next,
    vacant,
    short: vacant - next,
    atOnce: visit.now >= round.instants.offersAt,
    withdrawn: rating.withdrawn,
    hidden: hidden.map(([name, value]) => ({ name, value })),
  };
  return { template: 'rating-confirm', page: 'rating-confirm', data };
}
