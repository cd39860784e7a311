import { applying, demand, ended, home, laos, listed, offered, rating, reporting, standing } from './arrivals.js';
import { followUp, lastTime, takeOff } from './demand-rows.js';
import { crowded, letGoOfAll, resting, takenBack } from './offer-arrivals.js';
import { drafted, varied } from './rating-arrivals.js';
import { answer, report } from './rows.js';
import { DURING, type World } from './world.js';

/** What somebody does on a page. */
export interface Step {
  /** What somebody fills in and sends; a name that ends with a dot is that of the first such field. */
  readonly fill?: Readonly<Record<string, string>>;
  /** A field of the form that is sent: `step` unless told. */
  readonly form?: string;
  /** The name of the button that is pressed: the form's first one unless told. */
  readonly press?: string;
}

/** A page in one state: how to come there. */
export interface State extends Step {
  /** What `data-page` says. */
  readonly page: string;
  /** Tells states of one page apart. */
  readonly note?: string;
  /** The clock when it is shown. */
  readonly at: string;
  readonly status?: number;
  /** Writes the rows and gives the path to open, with its signature. */
  readonly open: (world: World) => Promise<string>;
  /** What is done on the page that comes then. */
  readonly next?: Step;
}

/** Every state of every page. */
export const STATES: readonly State[] = [
  { page: 'home', at: DURING.applying, open: home('/') },
  { page: 'home', note: 'without positions', at: DURING.closed, open: async () => '/' },
  {
    page: 'home',
    note: 'faulty',
    at: DURING.applying,
    open: home('/'),
    form: 'email',
    fill: { email: 'liv' },
    status: 422,
  },
  { page: 'apply-sent', at: DURING.applying, open: home('/'), form: 'email', fill: { email: 'liv@uni.example' } },
  { page: 'demand-form', at: DURING.demand, open: demand() },
  { page: 'demand-form', note: 'late', at: DURING.lateDemand, open: demand() },
  { page: 'demand-form', note: 'empty', at: DURING.demand, open: demand(), form: 'need', fill: {}, status: 422 },
  {
    page: 'demand-form',
    note: 'faulty',
    at: DURING.demand,
    open: demand(),
    form: 'need',
    fill: { need: 'yes', openings: '0', hours: '130', comment: 'To ord' },
    status: 422,
  },
  { page: 'demand-received', at: DURING.demand, open: demand((world, round) => answer(world, round)) },
  { page: 'demand-received', note: 'no need', at: DURING.demand, open: demand((w, r) => answer(w, r, false)) },
  { page: 'demand-closed', at: DURING.afterReport, open: demand((w, r) => report(w, r, r.contact, true)) },
  { page: 'demand-closed', note: 'silent', at: DURING.afterReport, open: demand() },
  { page: 'demand-closed', note: 'no need', at: DURING.afterReport, open: demand((w, r) => answer(w, r, false)) },
  { page: 'demand-form', note: 'with last time', at: DURING.demand, open: demand((w, r) => lastTime(w, r)) },
  { page: 'demand-form', note: 'no need last time', at: DURING.demand, open: demand((w, r) => lastTime(w, r, false)) },
  { page: 'demand-removed', at: DURING.demand, open: demand((w, r) => takeOff(w, r)) },
  { page: 'demand-removed', note: 'in the end', at: DURING.afterReport, open: demand((w, r) => takeOff(w, r)) },
  { page: 'report-early', at: DURING.demand, open: reporting() },
  { page: 'report-early', note: 'ahead', at: DURING.before, open: reporting() },
  { page: 'report-form', at: DURING.lateDemand, open: reporting() },
  { page: 'report-form', note: 'followed up', at: DURING.lateDemand, open: reporting(followUp) },
  { page: 'report-form', note: 'one taken off', at: DURING.lateDemand, open: reporting((w, r) => takeOff(w, r)) },
  {
    page: 'report-form',
    note: 'nothing on the list',
    at: DURING.lateDemand,
    open: reporting((w, r) => takeOff(w, r, r.positions)),
  },
  {
    page: 'report-form',
    note: 'answered in the meantime',
    at: DURING.lateDemand,
    open: reporting(),
    fill: { 'seen.': 'none' },
    status: 409,
  },
  {
    page: 'report-early',
    note: 'faulty',
    at: DURING.demand,
    open: reporting(),
    fill: { 'hours.': '90' },
    status: 422,
  },
  { page: 'report-add', at: DURING.demand, open: reporting(), fill: {}, press: 'add' },
  {
    page: 'report-add',
    note: 'faulty',
    at: DURING.demand,
    open: reporting(),
    fill: {},
    press: 'add',
    next: { form: 'add', fill: { course: ' ', email: 'nora' } },
    status: 422,
  },
  { page: 'report-remove', at: DURING.demand, open: reporting(), fill: {}, press: 'remove' },
  { page: 'report-nudge', at: DURING.demand, open: reporting(), fill: {}, press: 'nudge' },
  {
    page: 'report-nudge',
    note: 'empty',
    at: DURING.demand,
    open: reporting(),
    fill: {},
    press: 'nudge',
    next: { form: 'nudge', fill: { words: '' } },
    status: 422,
  },
  {
    page: 'report-nudge-confirm',
    at: DURING.demand,
    open: reporting(),
    fill: {},
    press: 'nudge',
    next: { form: 'words', fill: { words: 'Hei, vi trenger svaret.' } },
  },
  {
    page: 'report-form',
    note: 'faulty',
    at: DURING.lateDemand,
    open: reporting(),
    fill: { 'kind.': '', 'openings.': 'to', 'hours.': '1000' },
    status: 422,
  },
  { page: 'report-confirm', at: DURING.lateDemand, open: reporting(), fill: {} },
  { page: 'report-sent', at: DURING.lateDemand, open: reporting((w, r) => report(w, r, r.contact)) },
  {
    page: 'report-sent',
    note: 'faulty',
    at: DURING.lateDemand,
    open: reporting((w, r) => report(w, r, r.contact)),
    fill: { 'openings.': '1' },
    status: 422,
  },
  { page: 'report-closed', at: DURING.afterReport, open: reporting((w, r) => report(w, r, r.contact, true)) },
  {
    page: 'report-closed',
    note: 'automatic',
    at: DURING.afterReport,
    open: reporting((w, r) => report(w, r, null, true)),
  },
  { page: 'apply-form', at: DURING.applying, open: applying(false) },
  {
    page: 'apply-form',
    note: 'faulty',
    at: DURING.applying,
    open: applying(false),
    form: 'text',
    fill: { name: ' ', phone: 'ring meg', text: 'Jeg fikk A.' },
    status: 422,
  },
  { page: 'apply-received', at: DURING.applying, open: applying(true) },
  {
    page: 'apply-received',
    note: 'faulty',
    at: DURING.applying,
    open: applying(true),
    form: 'text',
    fill: { 'priority.': '' },
    status: 422,
  },
  { page: 'apply-received', note: 'all withdrawn', at: DURING.applying, open: standing({ withdrawn: true }) },
  { page: 'apply-closed', at: DURING.rating, open: applying(false) },
  { page: 'applications', at: DURING.rating, open: applying(true) },
  { page: 'applications', note: 'rated late', at: DURING.lateRating, open: standing() },
  { page: 'applications', note: 'before the offers', at: DURING.rating, open: standing({ rated: true }) },
  { page: 'applications', note: 'waiting', at: DURING.offers, open: standing({ rated: true, behind: true }) },
  { page: 'applications', note: 'offered', at: DURING.offers, open: standing({ rated: true, offer: 'open' }) },
  { page: 'applications', note: 'accepted', at: DURING.offers, open: standing({ rated: true, offer: 'accepted' }) },
  { page: 'applications', note: 'declined', at: DURING.offers, open: standing({ rated: true, offer: 'declined' }) },
  { page: 'applications', note: 'expired', at: DURING.closed, open: standing({ rated: true, offer: 'open' }) },
  { page: 'applications', note: 'given back', at: DURING.offers, open: standing({ rated: true, offer: 'withdrawn' }) },
  { page: 'applications', note: 'withdrawn', at: DURING.rating, open: standing({ withdrawn: true }) },
  {
    page: 'applications',
    note: 'withdrawn for good',
    at: DURING.rating,
    open: standing({ rated: true, withdrawn: true }),
  },
  {
    page: 'applications',
    note: 'settled',
    at: DURING.offers,
    open: standing({ rated: true, behind: true, settled: true }),
  },
  { page: 'applications', note: 'never rated', at: DURING.closed, open: standing() },
  { page: 'applications', note: 'closed', at: DURING.closed, open: standing({ rated: true, behind: true }) },
  { page: 'application-withdraw-confirm', at: DURING.rating, open: standing(), fill: {} },
  {
    page: 'application-withdraw-confirm',
    note: 'with an offer',
    at: DURING.offers,
    open: standing({ rated: true, offer: 'open' }),
    fill: {},
  },
  { page: 'rating-form', at: DURING.rating, open: rating() },
  { page: 'rating-form', note: 'late', at: DURING.lateRating, open: rating({ delegated: true }) },
  { page: 'rating-form', note: 'faulty', at: DURING.rating, open: rating(), form: 'rank.', fill: {}, status: 422 },
  {
    page: 'rating-form',
    note: 'faulty delegation',
    at: DURING.rating,
    open: rating(),
    form: 'email',
    fill: { name: 'Nora Ny', email: 'nora' },
    status: 422,
  },
  { page: 'rating-form', note: 'with a draft', at: DURING.rating, open: drafted('unfinished') },
  { page: 'rating-form', note: 'over a rating', at: DURING.lateRating, open: drafted('whole', { rated: true }) },
  { page: 'rating-confirm', at: DURING.rating, open: drafted('whole'), form: 'rank.', fill: {} },
  {
    page: 'rating-confirm',
    note: 'with offers and a rest',
    at: DURING.offers,
    open: rating({ offered: ['declined', 'open'] }),
    form: 'rank.',
    fill: { rest: 'unsuited' },
  },
  { page: 'rating-conflict', at: DURING.rating, open: drafted('whole', { rated: true, older: true }) },
  {
    page: 'rating-conflict',
    note: 'unfinished',
    at: DURING.rating,
    open: drafted('unfinished', { rated: true, older: true }),
  },
  {
    page: 'rating-discard',
    at: DURING.rating,
    open: drafted('whole'),
    form: 'basedOn',
    fill: {},
    press: 'discard',
  },
  { page: 'rating-take-back', at: DURING.rating, open: rating({ delegated: true }), form: 'delegate', fill: {} },
  { page: 'rating-received', note: 'varied', at: DURING.rating, open: varied },
  { page: 'rating-received', at: DURING.rating, open: rating({ rated: true }) },
  {
    page: 'rating-received',
    note: 'with offers',
    at: DURING.offers,
    open: rating({ rated: true, offered: ['declined', 'open'] }),
  },
  { page: 'rating-closed', at: DURING.offers, open: rating({ rated: true, offered: ['accepted'], settled: true }) },
  { page: 'rating-closed', note: 'never rated', at: DURING.closed, open: rating() },
  { page: 'rating-closed', note: 'early', at: DURING.applying, open: rating() },
  { page: 'offer-open', at: DURING.offers, open: offered() },
  { page: 'offer-open', note: 'on its last day', at: '2026-11-20T10:00Z', open: offered('open', 'Liv Li') },
  { page: 'offer-open', note: 'paused', at: DURING.offers, open: resting() },
  { page: 'offer-open', note: 'unanswered', at: DURING.offers, open: offered(), fill: {}, status: 422 },
  { page: 'offer-confirm', at: DURING.offers, open: offered(), fill: { answer: 'accept' } },
  {
    page: 'offer-confirm',
    note: 'no',
    at: DURING.offers,
    open: offered(),
    fill: { answer: 'decline' },
  },
  { page: 'offer-confirm', note: 'among others', at: DURING.offers, open: crowded(), fill: { answer: 'accept' } },
  { page: 'offer-accepted', at: DURING.offers, open: offered('accepted') },
  { page: 'offer-accepted', note: 'paused', at: DURING.offers, open: resting('accepted') },
  { page: 'offer-accepted', note: 'over the hours, without others', at: DURING.offers, open: crowded('accepted') },
  { page: 'offer-accepted', note: 'after the end', at: DURING.closed, open: offered('accepted', 'Liv Li') },
  { page: 'offer-withdraw-confirm', at: DURING.offers, open: offered('accepted'), fill: {} },
  { page: 'offer-declined', at: DURING.offers, open: offered('declined') },
  { page: 'offer-declined', note: 'with the application', at: DURING.offers, open: letGoOfAll },
  { page: 'offer-expired', at: DURING.closed, open: offered('expired') },
  { page: 'offer-expired', note: 'not yet noted', at: '2026-11-20T23:00Z', open: offered('open') },
  { page: 'offer-withdrawn', at: DURING.offers, open: takenBack('contact') },
  { page: 'offer-withdrawn', note: 'by the student', at: DURING.offers, open: takenBack('student') },
  { page: 'final-list', at: DURING.offers, open: listed(['accepted', 'accepted', 'declined']) },
  { page: 'final-list', note: 'open again', at: DURING.offers, open: listed(['accepted', 'withdrawn'], false) },
  { page: 'final-list', note: 'nobody', at: DURING.offers, open: listed([]) },
  { page: 'final-list', note: 'corrected', at: DURING.offers, open: listed(['withdrawn', 'accepted'], true, 2) },
  { page: 'final-list', note: 'changed since', at: DURING.offers, open: listed(['withdrawn', 'accepted'], false, 1) },
  { page: 'laos-form', at: DURING.offers, open: laos(false) },
  { page: 'laos-form', note: 'not ticked', at: DURING.offers, open: laos(false), form: 'done', fill: {}, status: 422 },
  { page: 'laos-done', at: DURING.offers, open: laos(true) },
  {
    page: 'sign-in-confirm',
    at: DURING.offers,
    open: async (world) => {
      const person = await world.person('Kari Kontakt');
      return world.link(person, 'sign-in', person.id);
    },
  },
  { page: 'link-unknown', at: DURING.demand, status: 404, open: async () => '/l/unknown.signature' },
  { page: 'link-unopened', at: DURING.demand, status: 403, open: async () => '/l/unknown' },
  { page: 'link-ended', at: DURING.demand, status: 410, open: ended() },
  { page: 'link-ended', note: 'replaced', at: DURING.demand, status: 410, open: ended({ newer: true }) },
  { page: 'link-ended', note: 'sign-in', at: DURING.demand, status: 410, open: ended({ signIn: true }) },
  { page: 'refused', at: DURING.demand, status: 403, open: async () => '/refused' },
  { page: 'failure', at: DURING.demand, status: 500, open: async () => '/failure' },
  { page: 'busy', at: DURING.demand, status: 429, open: async () => '/busy' },
  { page: 'too-large', at: DURING.demand, status: 413, open: async () => '/too-large' },
  { page: 'not-found', at: DURING.demand, status: 404, open: async () => '/nowhere' },
];

/** The name of a test of a state. */
export const nameOf = ({ page, note }: State) => (note ? `${page}, ${note}` : page);
