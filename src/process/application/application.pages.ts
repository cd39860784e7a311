import { DONE, type Form, type LinkPage, type View, type Visit } from '../../links/visit.js';
import { readRound } from '../../rounds/read-position.js';
import type { RoundContext } from '../../rounds/round-context.js';
import type { Faults } from '../../web/form.js';
import { parseApplication, stepSchema, TEXT_LIMIT } from './application.form.js';
import { outlookOf, type Standing } from './standing.rule.js';
import { loadSeenPositions, type SeenPosition } from './standing.state.js';
import { submitApplication } from './submit-application.js';
import { restoreApplication, withdrawApplication } from './withdraw-application.js';

/**
 * A student's own page for a round: where they apply, change it until applyDue, and see at any time where they stand with
 * each position. An application is withdrawn in two steps and taken up again in one, which could be taken back.
 */
export const applyPage: LinkPage = {
  purpose: 'apply',
  whilePaused: 'read-only',
  show: async (visit) => viewOf(await read(visit)),
  async act(visit, form) {
    const { step, position, declines } = stepSchema.parse(form);
    const seen = await read(visit);
    if (step === 'send') return send(seen, form);
    const wish = seen.wishes.find(({ id }) => id === position);
    if (!wish) return DONE;
    const application = { roundId: seen.round.id, positionId: wish.id, personId: visit.person.id };
    if (step === 'restore') {
      await restoreApplication(visit.app, application);
      return DONE;
    }
    if (step === 'withdraw') return wish.standing.may === 'withdraw' ? confirmation(seen, wish) : DONE;
    const outcome = await withdrawApplication(visit.app, { ...application, declines });
    // The offer came while the student was confirming something else: they confirm again, knowing of it.
    return outcome === 'offered' ? confirmAgain(visit, wish.id) : DONE;
  },
};

const LAST = Number.MAX_SAFE_INTEGER;

interface Wish extends SeenPosition {
  readonly standing: Standing;
}

interface Seen {
  readonly visit: Visit;
  readonly round: RoundContext;
  readonly positions: readonly SeenPosition[];
  /** What the student has applied for, the most wanted first, what was let go of last. */
  readonly wishes: readonly Wish[];
  readonly form: { readonly sentAt: Date | null; readonly text: string };
}

async function read(visit: Visit): Promise<Seen> {
  const { app, link, person, now } = visit;
  const round = await readRound(app, link.subject);
  const { manager } = app.database;
  const positions = await loadSeenPositions(manager, { round, personId: person.id, now });
  const [form] = await manager.query<Seen['form'][]>(
    `select sent_at as "sentAt", text from application_form where round_id = $1 and person_id = $2`,
    [round.id, person.id],
  );
  const wishes = positions
    .filter((one): one is Wish => one.standing !== null)
    .sort((a, b) => (a.priority ?? LAST) - (b.priority ?? LAST));
  return { visit, round, positions, wishes, form: form ?? { sentAt: null, text: '' } };
}

async function send(seen: Seen, posted: Form): Promise<View | typeof DONE> {
  const { visit, round } = seen;
  const { applyDue } = round.instants;
  if (visit.now >= applyDue) return viewOf(seen, { late: true });
  const { data, faults } = parseApplication(posted, seen.positions);
  if (faults) return viewOf(seen, { posted, faults });
  const outcome = await submitApplication(visit.app, { ...data, roundId: round.id, personId: visit.person.id });
  // The deadline passed between the two looks at the clock: the page is the one after it.
  return outcome === 'closed' ? viewOf(await read({ ...visit, now: applyDue }), { late: true }) : DONE;
}

/** The colour of each state's tag: what needs the student, what is good, what is under way, what is over. */
const TAGS: Readonly<Record<Standing['state'], string>> = {
  offered: 'warning',
  accepted: 'success',
  applied: 'info',
  'being-rated': 'info',
  'before-offers': 'info',
  waiting: 'info',
  expired: 'danger',
  declined: 'neutral',
  withdrawn: 'neutral',
  'application-withdrawn': 'neutral',
  'not-offered': 'neutral',
  unrated: 'neutral',
  'round-over': 'neutral',
};

/** Why the page is shown in answer to a post. */
type Again =
  | { readonly posted: Form; readonly faults: Faults; readonly late?: false }
  /** The form came at or after applyDue, and nothing was kept of it. */
  | { readonly late: true; readonly posted?: never; readonly faults?: never };

function viewOf(seen: Seen, again?: Again): View {
  const { visit, round, positions, wishes, form } = seen;
  const open = visit.now < round.instants.applyDue;
  const sent = form.sentAt !== null;
  const page = open ? (sent ? 'apply-received' : 'apply-form') : sent ? 'applications' : 'apply-closed';
  const { name, phone, laos } = visit.person;
  const standings = wishes.map(({ standing }) => standing);
  const data = {
    round,
    contact: round.contact,
    sentAt: form.sentAt,
    wishes: wishes.map((wish) => ({ ...wish, tag: TAGS[wish.standing.state] })),
    outlook: outlookOf(standings),
    offered: standings.filter(({ state }) => state === 'offered').length,
    waiting: standings.some(({ state }) => state === 'waiting'),
    late: again?.late ?? false,
    paused: round.pausedAt !== null,
    positions: positions.map((one) => rowOf(one, again)),
    subjects: Object.fromEntries(positions.map(({ id, course }) => [`priority.${id}`, course])),
    values: again?.posted ?? { name, phone: phone ?? '', laos: laos ? 'yes' : '', text: form.text },
    faults: again?.faults ?? null,
    limit: TEXT_LIMIT,
  };
  return { ...(again && { status: again.late ? 409 : 422 }), template: page, page, data };
}

const rowOf = (position: SeenPosition, again?: Again) => ({
  ...position,
  wish: again?.posted ? again.posted[`priority.${position.id}`] : position.priority,
  fault: again?.faults?.[`priority.${position.id}`] ?? null,
});

function confirmation({ round }: Seen, wish: Wish, status?: number): View {
  const page = 'application-withdraw-confirm';
  return {
    ...(status && { status }),
    template: page,
    page,
    data: { round, contact: round.contact, wish, changed: status !== undefined },
  };
}

async function confirmAgain(visit: Visit, positionId: string): Promise<View | typeof DONE> {
  const seen = await read(visit);
  const wish = seen.wishes.find(({ id }) => id === positionId);
  return wish?.standing.state === 'offered' ? confirmation(seen, wish, 409) : DONE;
}
