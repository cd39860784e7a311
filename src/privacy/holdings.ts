import type { KindName } from './purposes.js';

/**
 * What a column holds of people: `nothing`; a `fact` about whoever its row is of; the id of a person, a `reference`, or of
 * several; `ids` of people somewhere in a text; their `identity`, such as an address; or `words`, which may name anybody.
 */
export type Holds = 'nothing' | 'fact' | 'reference' | 'references' | 'ids' | 'identity' | 'words';

export interface Holding {
  /** The kind of data, when anything in it is personal. */
  readonly kind: KindName | null;
  /** In SQL, of a row `t`: the round that it belongs to; null where it belongs to none. */
  readonly round: string | null;
  /** In SQL: which other rows `t` are of person `$1`, beside those that refer to them. */
  readonly of?: string;
  /** Whether the rows that refer to a person go with them; else they stay without the person. */
  readonly goes?: true;
  readonly columns: Readonly<Record<string, Holds>>;
}

const OF_POSITION = `(select p.round_id from position p where p.id = t.position_id)`;

const all = (holds: Holds, ...names: string[]): Record<string, Holds> =>
  Object.fromEntries(names.map((name) => [name, holds]));
const nothing = (...names: string[]) => all('nothing', ...names);
const facts = (...names: string[]) => all('fact', ...names);

/** Every table, and every column of it. A test holds that none is missing. */
export const HOLDINGS: Readonly<Record<string, Holding>> = {
  person: {
    kind: 'person',
    round: null,
    of: 't.id = $1',
    columns: {
      ...all('identity', 'email', 'sign_in_name', 'name', 'phone'),
      ...facts('id', 'locale', 'laos', 'known_since', 'erased_at'),
    },
  },
  operator: { kind: 'role', round: null, columns: { ...facts('until'), person_id: 'reference' } },
  faculty: { kind: 'role', round: null, columns: { ...nothing('id'), person_id: 'reference' } },
  campus: {
    kind: 'role',
    round: null,
    columns: { ...nothing('id', 'name', 'locale', 'announce_to'), contact_id: 'reference' },
  },
  round: {
    kind: null,
    round: null,
    columns: nothing(
      'id',
      'campus_id',
      'semester',
      'calendar',
      'paused_at',
      'revision',
      'revised_at',
      'ends_on_working_days',
    ),
  },
  own_days: {
    kind: null,
    round: null,
    columns: { ...nothing('id', 'campus_id', 'first_day', 'last_day'), name: 'words' },
  },
  planned_pause: {
    kind: 'role',
    round: 't.round_id',
    columns: {
      ...nothing('round_id', 'starts_at', 'ends_at', 'begun'),
      planned_by_id: 'reference',
      reason: 'words',
    },
  },
  position: {
    kind: 'teaching',
    round: 't.round_id',
    columns: {
      ...nothing(
        'id',
        'round_id',
        'course',
        'title',
        'kind',
        'openings',
        'hours',
        'announced_at',
        'rating_requested_at',
      ),
      ...nothing('rate_due', 'ratings', 'settled_at', 'final_lists', 'rated_at'),
      ...all('reference', 'teacher_id', 'rated_by_id'),
      final_list_ids: 'references',
    },
  },
  demand: {
    kind: 'teaching',
    round: OF_POSITION,
    of: 't.position_id in (select id from position where teacher_id = $1)',
    columns: {
      ...nothing('position_id', 'removed_at', 'listed_at'),
      ...facts('requested_at', 'answered_at', 'no_need', 'kind', 'openings', 'hours'),
      answered_by_id: 'reference',
      comment: 'words',
    },
  },
  report: {
    kind: 'teaching',
    round: 't.round_id',
    columns: { ...nothing('round_id', 'requested_at', 'closed_at', 'reported_at'), reported_by_id: 'reference' },
  },
  application: {
    kind: 'application',
    round: OF_POSITION,
    columns: {
      ...nothing('id', 'position_id', 'import_id'),
      ...facts('priority', 'applied_at', 'withdrawn_at'),
      person_id: 'reference',
    },
  },
  application_form: {
    kind: 'application',
    round: 't.round_id',
    columns: {
      ...nothing('round_id', 'import_id'),
      ...facts('started_at', 'sent_at'),
      person_id: 'reference',
      text: 'words',
    },
  },
  application_import: {
    kind: 'import',
    round: 't.round_id',
    of: `position((select lower(s.email) from person s where s.id = $1) in lower(t.lines::text)) > 0`,
    columns: {
      ...nothing('id', 'round_id', 'uploaded_at', 'done_at', 'created', 'known', 'left_out', 'told', 'undone_at'),
      actor_id: 'reference',
      newcomers: 'references',
      ...all('words', 'file_name', 'lines', 'columns'),
    },
  },
  rating: {
    kind: 'rating',
    round: OF_POSITION,
    of: 't.application_id in (select id from application where person_id = $1)',
    columns: { ...nothing('application_id', 'position_id'), ...facts('rank') },
  },
  rating_draft: {
    kind: 'rating',
    round: OF_POSITION,
    goes: true,
    columns: {
      ...nothing('position_id', 'based_on', 'version'),
      ...facts('saved_at', 'places', 'rest_unsuited'),
      person_id: 'reference',
    },
  },
  delegation: {
    kind: 'rating',
    round: OF_POSITION,
    columns: {
      ...nothing('position_id'),
      ...facts('delegated_at', 'taken_back_at'),
      ...all('reference', 'person_id', 'delegated_by_id'),
    },
  },
  offer: {
    kind: 'offer',
    round: OF_POSITION,
    columns: {
      ...nothing('id', 'position_id', 'moves'),
      ...facts('rank', 'issued_at', 'expires_at', 'state', 'closed_at'),
      ...all('reference', 'person_id', 'reinstated_by_id'),
    },
  },
  link: {
    kind: 'link',
    round: `case when t.purpose in ('report', 'apply') then t.subject
      when t.purpose in ('demand', 'rating', 'final-list') then (select p.round_id from position p where p.id = t.subject)
      when t.purpose = 'offer' then (select p.round_id from offer o join position p on p.id = o.position_id
        where o.id::text = t.subject) end`,
    goes: true,
    columns: {
      ...nothing('id', 'purpose'),
      ...facts('created_at', 'expires_at', 'revoked_at'),
      person_id: 'reference',
      subject: 'ids',
    },
  },
  mail: {
    kind: 'mail',
    round: 't.round_id',
    columns: {
      ...nothing('id', 'round_id', 'position_id', 'offer_id', 'useless_at', 'next_due_at', 'attempts', 'uncertain'),
      ...nothing('resent_at', 'slot_at', 'erased_at'),
      ...facts('kind', 'locale', 'state', 'created_at', 'sent_at'),
      person_id: 'reference',
      address: 'identity',
      ...all('words', 'facts', 'reason'),
      ...all('ids', 'dedupe_key', 'thread'),
    },
  },
  event: {
    kind: 'event',
    round: `coalesce(t.round_id, ${OF_POSITION})`,
    columns: {
      ...nothing('id', 'round_id', 'position_id'),
      ...facts('at', 'kind'),
      ...all('reference', 'actor_id', 'person_id'),
      data: 'words',
    },
  },
  session: {
    kind: 'session',
    round: null,
    of: `t.sess ->> 'personId' = $1::text`,
    columns: { ...nothing('sid'), ...facts('expire', 'begun_at', 'used_at'), sess: 'ids' },
  },
  calendar_feed: {
    kind: 'calendar-feed',
    round: null,
    goes: true,
    columns: { ...nothing('id', 'hash'), ...facts('made_at', 'fetched_at', 'ended_at'), person_id: 'reference' },
  },
  calendar_template: {
    kind: null,
    round: null,
    columns: { ...nothing('id', 'campus_id', 'semester', 'places'), name: 'words' },
  },
  subject: {
    kind: null,
    round: null,
    columns: {
      ...nothing('stage', 'id', 'next_due_at', 'advanced_to', 'paused', 'failures', 'retry_at', 'attempted_at'),
      failure: 'words',
    },
  },
  last_run: { kind: null, round: null, columns: nothing('name', 'due_at', 'ran_at', 'took_ms', 'did') },
  domain_pace: { kind: null, round: null, columns: nothing('domain', 'free_at') },
  api_token: {
    kind: null,
    round: null,
    columns: {
      ...nothing('id', 'name', 'hash', 'scopes', 'campus_id', 'created_at', 'expires_at', 'revoked_at', 'last_used_at'),
      made_by: 'words',
    },
  },
  webhook: {
    kind: null,
    round: null,
    columns: {
      ...nothing('id', 'url', 'events', 'campus_id', 'private', 'created_at', 'removed_at', 'gone'),
      made_by: 'words',
    },
  },
  webhook_delivery: {
    kind: null,
    round: null,
    columns: {
      ...nothing('id', 'webhook_id', 'event_id', 'state', 'attempts', 'created_at', 'next_due_at', 'delivered_at'),
      ...nothing('resent_at'),
      reason: 'words',
    },
  },
  clock: { kind: null, round: null, columns: nothing('id', 'at') },
};

/** The columns of a table that hold such, by name. */
export const columnsOf = (table: string, ...holds: readonly Holds[]): string[] =>
  Object.entries(HOLDINGS[table]?.columns ?? {}).flatMap(([name, one]) => (holds.includes(one) ? [name] : []));

/** Every column that refers to a person, with its table. */
export const REFERENCES: readonly { readonly table: string; readonly column: string }[] = Object.keys(HOLDINGS).flatMap(
  (table) => columnsOf(table, 'reference').map((column) => ({ table, column })),
);

/** In SQL: whether a row `t` of a table is of the round `$1`, if that is given. */
export const ofRound = (table: string): string => `($1::text is null or ${HOLDINGS[table]?.round ?? 'null'} = $1)`;
