import type { App } from '../../platform/app.js';
import { NOW_SQL } from '../../platform/clock.js';
import { type Calendar, instantsOf } from '../../rounds/calendar.js';
import type { PositionKind } from '../../rounds/position.entity.js';

/** A round that takes applications, as the public page shows it. */
export interface OpenRound {
  readonly id: string;
  readonly campus: string;
  readonly semester: string;
  readonly contact: { readonly name: string; readonly email: string; readonly phone: string | null };
  readonly applyDue: Date;
  /** Nobody can apply just now; the deadline will be a later one. */
  readonly paused: boolean;
  readonly positions: readonly {
    readonly course: string;
    readonly title: string;
    readonly teacher: string;
    readonly kind: PositionKind;
    readonly openings: number;
    readonly hours: number;
  }[];
}

type Row = Omit<OpenRound, 'applyDue'> & { readonly calendar: Calendar; readonly now: Date };

/** The rounds with announced positions whose applyDue is ahead, the one that closes first at the top. */
export async function readOpenRounds(app: App): Promise<OpenRound[]> {
  // The database only leaves out what is long past; the calendar's own reading of wall-clock times decides.
  const rows = await app.database.manager.query<Row[]>(
    `select r.id, k.name as campus, r.semester, r.calendar, r.paused_at is not null as paused, ${NOW_SQL} as now,
       json_build_object('name', c.name, 'email', c.email, 'phone', c.phone) as contact,
       json_agg(json_build_object('course', p.course, 'title', p.title, 'teacher', t.name, 'kind', p.kind,
         'openings', p.openings, 'hours', p.hours) order by p.course, p.id) as positions
     from round r
     cross join clock
     join campus k on k.id = r.campus_id
     join person c on c.id = k.contact_id
     join position p on p.round_id = r.id and p.announced_at is not null
     join person t on t.id = p.teacher_id
     where (r.calendar->>'applyDue')::timestamp > (${NOW_SQL} at time zone 'UTC') - interval '2 days'
     group by r.id, k.id, c.id, clock.at`,
  );
  return rows
    .flatMap(({ calendar, now, ...round }) => {
      const { applyDue } = instantsOf(calendar, app.config.timeZone);
      return applyDue > now ? [{ ...round, applyDue }] : [];
    })
    .sort((a, b) => a.applyDue.getTime() - b.applyDue.getTime() || a.campus.localeCompare(b.campus, 'nb'));
}

/** Whether a round takes applications; while it is paused nobody can apply, and its deadline will be a later one. */
export async function stateOfRound(app: App, id: string): Promise<'open' | 'paused' | 'closed'> {
  const [round] = await app.database.manager.query<Pick<Row, 'calendar' | 'paused' | 'now'>[]>(
    `select r.calendar, r.paused_at is not null as paused, ${NOW_SQL} as now from round r cross join clock
     where r.id = $1 and exists (select from position p where p.round_id = r.id and p.announced_at is not null)`,
    [id],
  );
  if (!round || instantsOf(round.calendar, app.config.timeZone).applyDue <= round.now) return 'closed';
  return round.paused ? 'paused' : 'open';
}
