import { applying, demand, home, laos, listed, offered, rating, reporting } from './arrivals.js';
import { answer, report } from './rows.js';
import { DURING, type World } from './world.js';

/** A page in one state: how to come there. */
export interface State {
  /** What `data-page` says. */
  readonly page: string;
  /** Tells states of one page apart. */
  readonly note?: string;
  /** The clock when it is shown. */
  readonly at: string;
  readonly status?: number;
  /** Writes the rows and gives the path to open, with its signature. */
  readonly open: (world: World) => Promise<string>;
  /** What somebody fills in there and sends; a name that ends with a dot is that of the first such field. */
  readonly fill?: Readonly<Record<string, string>>;
  /** A field of the form that is sent: `step` unless told. */
  readonly form?: string;
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
  { page: 'report-early', at: DURING.demand, open: reporting() },
  { page: 'report-form', at: DURING.lateDemand, open: reporting() },
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
    fill: { name: ' ', text: 'Jeg fikk A.' },
    status: 422,
  },
  { page: 'apply-received', at: DURING.applying, open: applying(true) },
  { page: 'apply-closed', at: DURING.rating, open: applying(true) },
  { page: 'apply-closed', note: 'unsent', at: DURING.rating, open: applying(false) },
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
  { page: 'offer-open', note: 'unanswered', at: DURING.offers, open: offered(), fill: {}, status: 422 },
  { page: 'offer-confirm', at: DURING.offers, open: offered(), fill: { answer: 'accept' } },
  {
    page: 'offer-confirm',
    note: 'no',
    at: DURING.offers,
    open: offered(),
    fill: { answer: 'decline' },
  },
  { page: 'offer-accepted', at: DURING.offers, open: offered('accepted') },
  { page: 'offer-accepted', note: 'after the end', at: DURING.closed, open: offered('accepted', 'Liv Li') },
  { page: 'offer-withdraw-confirm', at: DURING.offers, open: offered('accepted'), fill: {} },
  { page: 'offer-declined', at: DURING.offers, open: offered('declined') },
  { page: 'offer-expired', at: DURING.closed, open: offered('expired') },
  { page: 'offer-expired', note: 'not yet noted', at: '2026-11-20T23:00Z', open: offered('open') },
  { page: 'offer-withdrawn', at: DURING.offers, open: offered('withdrawn') },
  { page: 'final-list', at: DURING.offers, open: listed(['accepted', 'accepted', 'declined']) },
  { page: 'final-list', note: 'open again', at: DURING.offers, open: listed(['accepted', 'withdrawn'], false) },
  { page: 'final-list', note: 'nobody', at: DURING.offers, open: listed([]) },
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
  {
    page: 'link-ended',
    at: DURING.demand,
    status: 410,
    open: async (world) => {
      const path = await demand()(world);
      await world.app.database.query(`update link set revoked_at = '2026-09-22' where id = $1`, [
        path.slice('/l/'.length).split('.')[0],
      ]);
      return path;
    },
  },
  { page: 'refused', at: DURING.demand, status: 403, open: async () => '/refused' },
  { page: 'failure', at: DURING.demand, status: 500, open: async () => '/failure' },
  { page: 'busy', at: DURING.demand, status: 429, open: async () => '/busy' },
  { page: 'not-found', at: DURING.demand, status: 404, open: async () => '/nowhere' },
];

/** The name of a test of a state. */
export const nameOf = ({ page, note }: State) => (note ? `${page}, ${note}` : page);
