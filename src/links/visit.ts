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
}

/** The visit through a link whose holder has shown that it is theirs; null when there is no such link. */
export async function readVisit(app: App, id: string): Promise<(Visit & { readonly purpose: Purpose }) | null> {
  if (!isUUID(id)) return null;
  const [row] = await app.database.query<Row[]>(
    `select l.id, l.purpose, l.subject, l.expires_at, l.revoked_at, p.id as person_id, p.name, p.email, p.phone, p.locale, p.laos,
       ${NOW_SQL} as now
     from link l join person p on p.id = l.person_id cross join clock where l.id = $1`,
    [id],
  );
  if (!row) return null;
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
  };
}
