import type { Locale } from '../people/person.entity.js';
import type { App } from '../platform/app.js';
import { NOW_SQL } from '../platform/clock.js';
import type { Purpose } from './link.entity.js';
import { isUUID } from './uuid.js';

/** A person who came through a link. */
export interface Visit {
  readonly app: App;
  readonly link: {
    readonly id: string;
    readonly subject: string;
    readonly expiresAt: Date | null;
    readonly revokedAt: Date | null;
  };
  readonly person: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly phone: string | null;
    readonly locale: Locale;
    readonly laos: boolean;
  };
  /** Where the forms of the page post to and where one returns after a post: `/l/<id>`. */
  readonly path: string;
  readonly now: Date;
  /** What the page asked for with its `reads`; null where that is nothing. */
  readonly read: unknown;
}

/** A page to render: a template of `templates/pages` and its data. `page` names its state, for tests and robots. */
export interface View {
  readonly status?: number;
  readonly template: string;
  readonly page: string;
  readonly data: object;
}

/** After a decision: back to the link, which now shows what was decided. */
export const DONE = Symbol('done');

/** After a change that leaves the page open: back to the link, at the element with this id. */
export interface Back {
  readonly backTo: string;
}

/** The fields of a posted form; of a field that was sent twice the last counts. */
export type Form = Readonly<Record<string, string>>;

/** A file to keep. */
export interface LinkFile {
  /** What it is called on the reader's machine, in letters of any language. */
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly body: Buffer | string;
}

/** What a link of one purpose shows, and what a post through it does. `show` and `files` never change anything. */
export interface LinkPage {
  readonly purpose: Purpose;
  /** While its round is paused: nothing to see, or to see and not to send. Absent where the page itself says what then. */
  readonly whilePaused?: 'closed' | 'read-only';
  /**
   * In SQL: what the page shows of the link `l`, as JSON. It is read with the link itself, for a page that many open at
   * once: another question to the database is much of what a small page takes.
   */
  readonly reads?: string;
  show(visit: Visit): Promise<View>;
  act(visit: Visit, form: Form): Promise<View | Back | typeof DONE>;
  /** The files that go with the page, by the last part of their address: `/l/<id>/<part>`. */
  readonly files?: Readonly<Record<string, (visit: Visit) => Promise<LinkFile>>>;
}

interface Row {
  id: string;
  purpose: Purpose;
  subject: string;
  expires_at: Date | null;
  revoked_at: Date | null;
  person_id: string;
  name: string;
  email: string;
  phone: string | null;
  locale: Locale;
  laos: boolean;
  now: Date;
  read: unknown;
}

/** Reads the visit through a link whose holder has shown that it is theirs; null when there is no such link. */
type ReadVisit = (id: string) => Promise<(Visit & { readonly purpose: Purpose }) | null>;

/** How to read visits. @param pages whatever these read with a link is read with it */
export function visitReader(app: App, pages: readonly LinkPage[] = []): ReadVisit {
  const reads = pages.flatMap(({ purpose, reads }) => (reads ? [`when '${purpose}' then ${reads}`] : []));
  const text = `select l.id, l.purpose, l.subject, l.expires_at, l.revoked_at, p.id as person_id, p.name, p.email, p.phone, p.locale,
       p.laos, ${NOW_SQL} as now, ${reads.length > 0 ? `case l.purpose ${reads.join(' ')} end` : 'null'} as read
     from link l join person p on p.id = l.person_id cross join clock where l.id = $1`;
  return async (id) => {
    if (!isUUID(id)) return null;
    const [row] = await app.database.query<Row[]>(text, [id]);
    return row ? visitOf(app, row) : null;
  };
}

function visitOf(app: App, row: Row): Visit & { readonly purpose: Purpose } {
  return {
    app,
    purpose: row.purpose,
    link: { id: row.id, subject: row.subject, expiresAt: row.expires_at, revokedAt: row.revoked_at },
    person: {
      id: row.person_id,
      name: row.name,
      email: row.email,
      phone: row.phone,
      locale: row.locale,
      laos: row.laos,
    },
    path: `/l/${row.id}`,
    now: row.now,
    read: row.read,
  };
}
