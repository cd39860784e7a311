import type { Form, View, Visit } from '../../links/visit.js';
import { startOfDay } from '../../rounds/wall-clock.js';
import type { Faults } from '../../web/form.js';
import { mayTakeBack } from './delegation.rule.js';
import { type Order, wordsOf } from './order.rule.js';
import { isRestUnsuited, parseBasis } from './rating.form.js';
import { conflictView } from './rating-conflict.pages.js';
import { type ApplicantRow, type ReadRating, readRating } from './read-rating.js';

/** What was posted, and why it is shown again. */
export interface Again {
  readonly status: number;
  readonly form: Form;
  readonly faults?: Faults;
  /** An offer went out while the rater had the form open. */
  readonly changed?: boolean;
  /** The draft was saved from another window meanwhile; this is its version and when. */
  readonly stale?: { readonly version: string | null; readonly savedAt: Date | null };
}

/** The form of a rating with what is known of it, or why there is none. Two versions that disagree come first. */
export async function showRating(visit: Visit, again?: Again): Promise<View> {
  const rating = await readRating(visit);
  const { draft, ratings } = rating;
  if (!rating.open) return closedView(visit, rating);
  if (!again && draft && draft.basedOn !== ratings) return conflictView(visit, rating, rating.kept);
  return formView(visit, rating, again);
}

function closedView(visit: Visit, { position, round, locked, free }: ReadRating): View {
  const data = {
    position,
    round,
    contact: round.contact,
    rows: [...locked, ...free],
    needsLaos: position.kind === 'learning-assistant',
    early: visit.now < round.instants.applyDue,
  };
  return { template: 'rating-closed', page: 'rating-closed', data };
}

function formView(visit: Visit, rating: ReadRating, again?: Again): View {
  const { position, round, locked, free, current, draft, delegates } = rating;
  // A form to delegate says nothing of the applicants: then, as at first, the rows show what is kept.
  const posted = again && again.form.act !== 'delegate' ? again.form : null;
  const received = position.ratedAt !== null && !draft && !posted;
  const page = received ? 'rating-received' : 'rating-form';
  const faults = again?.faults ?? null;
  const basis = posted ? parseBasis(posted) : { basedOn: draft?.basedOn ?? rating.ratings, seen: rating.version };
  const lists = posted ? rowsAsPosted(free, posted, faults) : rowsInOrder(free, rating.kept, rating.first);
  const data = {
    ...rating,
    contact: round.contact,
    lists,
    count: locked.length + free.length,
    ranked: current.ranked.length + locked.filter((row) => row.rank !== null).length,
    unsuited: current.unsuited.length + locked.filter((row) => row.rated && row.rank === null).length,
    paused: round.pausedAt !== null,
    basedOn: basis.basedOn,
    seen: again?.stale ? again.stale.version : basis.seen,
    rest: posted ? isRestUnsuited(posted) : (draft?.restUnsuited ?? false),
    saved: savedOf(visit, draft?.savedAt ?? null),
    isStale: again?.stale !== undefined,
    stale: savedOf(visit, again?.stale?.savedAt ?? null),
    changed: again?.changed ?? false,
    subjects: faults && Object.fromEntries(free.map((row) => [`rank.${row.id}`, row.name])),
    delegates: delegates.map((one) => ({ ...one, mayTakeBack: mayTakeBack(delegates, one, visit.person.id) })),
    needsLaos: position.kind === 'learning-assistant',
    late: visit.now >= rating.due,
    faults,
    values: again?.form.act === 'delegate' ? { name: again.form.name, email: again.form.email } : {},
  };
  return { ...(again && { status: again.status }), template: page, page, data };
}

/** When a draft was saved, and whether the clock says it well enough. */
export const savedOf = ({ app, now }: Visit, at: Date | null) =>
  at && { at, today: at >= startOfDay(now, 0, app.config.timeZone) };

interface Row extends ApplicantRow {
  /** Which it stands in. */
  readonly list: keyof Lists;
  readonly place: string;
  readonly ticked: boolean;
  readonly fault: string | null;
  readonly longText: boolean;
}

/** The rows of the form, by the list that they stand in. */
export interface Lists {
  readonly ranked: readonly Row[];
  readonly unplaced: readonly Row[];
  readonly unsuited: readonly Row[];
}

const rowOf = (row: ApplicantRow, place: string, ticked: boolean, fault: string | null = null): Row => ({
  ...row,
  list: place !== '' ? 'ranked' : ticked ? 'unsuited' : 'unplaced',
  place,
  ticked,
  fault,
  longText: row.text.length > 300,
});

function rowsInOrder(free: readonly ApplicantRow[], order: Order, first: number): Lists {
  const byId = new Map(free.map((row) => [row.id, row]));
  const words = wordsOf(order, first);
  const rows = (ids: readonly string[]) =>
    ids.map((id) => rowOf(byId.get(id) as ApplicantRow, String(words[id]?.place ?? ''), words[id]?.unsuited ?? false));
  return { ranked: rows(order.ranked), unplaced: rows(order.unplaced), unsuited: rows(order.unsuited) };
}

/** What somebody wrote stays as it was written, where they will look for it. */
function rowsAsPosted(free: readonly ApplicantRow[], form: Form, faults: Faults | null): Lists {
  const rows = free.map((row) =>
    rowOf(row, form[`rank.${row.id}`] ?? '', form[`unsuited.${row.id}`] === 'yes', faults?.[`rank.${row.id}`] ?? null),
  );
  const number = ({ place }: Row) => (/^\s*\d+\s*$/.test(place) ? Number(place) : Number.MAX_SAFE_INTEGER);
  return {
    ranked: rows.filter(({ list }) => list === 'ranked').sort((a, b) => number(a) - number(b)),
    unplaced: rows.filter(({ list }) => list === 'unplaced'),
    unsuited: rows.filter(({ list }) => list === 'unsuited'),
  };
}
