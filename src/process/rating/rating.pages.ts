import { DONE, type Form, type LinkPage, type View, type Visit } from '../../links/visit.js';
import { readPosition } from '../../rounds/read-position.js';
import { type Faults, parseForm } from '../../web/form.js';
import { delegateRating } from './delegate-rating.js';
import { type ApplicantRow, delegateSchema, parseRatings, readApplicants } from './rating.form.js';
import { takesRating } from './rating.rule.js';
import { submitRating } from './submit-rating.js';

/** What was posted and why it is shown again. */
interface Again {
  readonly status: number;
  readonly form: Form;
  readonly faults: Faults | null;
  /** An offer went out while the rater had the form open. */
  readonly changed?: boolean;
}

/** Where a teacher, a colleague or the contact puts a position's applicants in order, or asks a colleague to. */
export const ratingPage: LinkPage = {
  purpose: 'rating',
  show,
  act: (visit, form) => (form.act === 'delegate' ? delegate(visit, form) : rate(visit, form)),
};

async function rate(visit: Visit, form: Form): Promise<View | typeof DONE> {
  const { data: ratings, faults } = parseRatings(form, await readApplicants(visit));
  if (faults) return show(visit, { status: 422, form, faults });
  const { subject: positionId } = visit.link;
  const outcome = await submitRating(visit.app, { positionId, personId: visit.person.id, ratings });
  return outcome === 'changed' ? show(visit, { status: 409, form, faults: null, changed: true }) : DONE;
}

async function delegate(visit: Visit, form: Form): Promise<View | typeof DONE> {
  const { data: colleague, faults } = parseForm(delegateSchema, form);
  if (faults) return show(visit, { status: 422, form, faults });
  const { subject: positionId } = visit.link;
  await delegateRating(visit.app, { positionId, personId: visit.person.id, ...colleague });
  return DONE;
}

async function show(visit: Visit, again?: Again): Promise<View> {
  const { position, round } = await readPosition(visit.app, visit.link.subject);
  const applicants = await readApplicants(visit);
  const open = takesRating(round.instants, position.settledAt !== null, visit.now);
  const page = !open ? 'rating-closed' : position.ratedAt ? 'rating-received' : 'rating-form';
  const rows = applicants.map((applicant) => rowOf(applicant, again));
  const free = rows.filter((row) => !row.offer);
  const data = {
    position,
    round,
    contact: round.contact,
    rows,
    free: free.length,
    ranked: rows.filter((row) => row.rank !== null).length,
    unsuited: rows.filter((row) => row.rated && row.rank === null).length,
    editable: open,
    subjects: Object.fromEntries(rows.map((row) => [`rank.${row.id}`, row.name])),
    delegates: await readDelegates(visit),
    needsLaos: position.kind === 'learning-assistant',
    late: visit.now >= round.instants.rateDue,
    early: visit.now < round.instants.applyDue,
    faults: again?.faults ?? null,
    changed: again?.changed ?? false,
    values: again?.form.act === 'delegate' ? { name: again.form.name, email: again.form.email } : {},
  };
  return { ...(again && { status: again.status }), template: page, page, data };
}

// A form to delegate has no ratings: then, as at first, the rows show what is in the database.
function rowOf(applicant: ApplicantRow, again?: Again) {
  const { id, rank, rated } = applicant;
  const posted = again && again.form.act !== 'delegate' ? again.form : null;
  return {
    ...applicant,
    longText: applicant.text.length > 300,
    rankValue: posted ? posted[`rank.${id}`] : rank,
    unsuited: posted ? posted[`unsuited.${id}`] === 'yes' : rated && rank === null,
    fault: again?.faults?.[`rank.${id}`] ?? null,
  };
}

function readDelegates({ app, link }: Visit): Promise<{ name: string; email: string }[]> {
  return app.database.manager.query<{ name: string; email: string }[]>(
    `select p.name, p.email from delegation d join person p on p.id = d.person_id
     where d.position_id = $1 order by d.delegated_at`,
    [link.subject],
  );
}
