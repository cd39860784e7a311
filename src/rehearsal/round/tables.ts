import { columnsOf } from '../../privacy/holdings.js';

/** What of a table goes into a copy of the round `$1`: the rows `t` for which a condition in SQL holds, or nothing, and why. */
export type Share = { readonly rows: string } | { readonly nothing: string };

const POSITIONS = `(select id from position where round_id = $1)`;
const OF_ROUND = 't.round_id = $1';
const OF_POSITION = `t.position_id in ${POSITIONS}`;

const SHARES: Readonly<Record<string, Share>> = {
  campus: { rows: 't.id = (select campus_id from round where id = $1)' },
  faculty: { rows: 'true' },
  round: { rows: 't.id = $1' },
  own_days: { rows: 't.campus_id is null or t.campus_id = (select campus_id from round where id = $1)' },
  planned_pause: { rows: OF_ROUND },
  position: { rows: OF_ROUND },
  demand: { rows: OF_POSITION },
  report: { rows: OF_ROUND },
  application_import: { rows: OF_ROUND },
  application: { rows: OF_POSITION },
  application_form: { rows: OF_ROUND },
  rating: { rows: OF_POSITION },
  rating_draft: { rows: OF_POSITION },
  delegation: { rows: OF_POSITION },
  offer: { rows: OF_POSITION },
  mail: { rows: OF_ROUND },
  event: { rows: `${OF_ROUND} or ${OF_POSITION}` },
  subject: { rows: `t.stage <> 'timetable' and (t.id = $1 or t.id in ${POSITIONS})` },
  link: {
    rows: `t.purpose in ('report', 'apply') and t.subject = $1
      or t.purpose in ('demand', 'rating', 'final-list') and t.subject in ${POSITIONS}
      or t.purpose = 'offer' and t.subject in (select id::text from offer where position_id in ${POSITIONS})
      or t.purpose = 'laos' and t.subject in (select person_id::text from offer where position_id in ${POSITIONS})`,
  },
  clock: { nothing: 'it stands at the instant of the copy' },
  migration: { nothing: 'the copy has its own' },
  last_run: { nothing: 'the copy has its own' },
  session: { nothing: 'nobody signs in' },
  operator: { nothing: 'nobody signs in' },
  api_token: { nothing: 'nothing may be read from outside' },
  webhook: { nothing: 'nobody outside is told of anything' },
  webhook_delivery: { nothing: 'nobody outside is told of anything' },
  calendar_feed: { nothing: 'nobody fetches it' },
  calendar_template: { nothing: 'no other round is made' },
  domain_pace: { nothing: 'nothing goes to any domain' },
};

/** The people whom the copied rows refer to, in whatever column. */
const people = Object.entries(SHARES).flatMap(([table, share]) =>
  'rows' in share
    ? [
        ...columnsOf(table, 'reference').map((column) => `select t.${column} from ${table} t where ${share.rows}`),
        ...columnsOf(table, 'references').map(
          (column) => `select unnest(t.${column}) from ${table} t where ${share.rows}`,
        ),
      ]
    : [],
);

/**
 * Every table, in an order in which none refers to a later one. A test holds that none is missing, so whoever adds one has
 * to say here whether a rehearsal of a round needs it.
 */
export const TABLES: Readonly<Record<string, Share>> = {
  person: { rows: `t.id in (${people.join('\n union ')})` },
  ...SHARES,
};
