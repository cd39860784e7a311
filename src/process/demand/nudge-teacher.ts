import { issueLink } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import { type Rendered, renderMail } from '../../outbox/render.js';
import type { App } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { readRound } from '../../rounds/read-position.js';
import type { Tx } from '../../timetable/turn.js';
import type { Acting, DemandOutcome, Nudge } from './demand.act.js';
import { type AskedCourse, nudgeMail } from './demand.mails.js';
import { mayNudge } from './demand.rule.js';

interface Nudged extends AskedCourse {
  readonly removed: boolean;
  readonly answered: boolean;
  readonly nudgedAt: Date | null;
  /** The name of whoever reminds. */
  readonly from: string;
}

/** Reminds a silent teacher in the contact's own words. */
export async function nudgeTeacher(
  tx: Tx,
  { round, actorId, now }: Acting,
  { positionId, words }: Nudge,
): Promise<DemandOutcome> {
  const course = await loadNudged(tx, round.id, actorId, positionId);
  if (!course) return 'closed';
  const may = mayNudge(course, now);
  if (may !== 'yes') return may;
  const link = await issueLink(tx, { personId: course.teacher.id, purpose: 'demand', subject: positionId });
  await enqueueMails(tx, [nudgeMail(round, course, link, { at: now, from: course.from, words })]);
  await recordEvents(tx, [
    { kind: 'demand-nudged', actorId, roundId: round.id, positionId, personId: course.teacher.id },
  ]);
  return 'done';
}

/**
 * The mail that a nudge at this instant would send, without the teacher's link.
 * @returns null when the round has no such course
 */
export async function foreseeNudge(
  app: App,
  { roundId, actorId, now, positionId, words }: Nudge & { roundId: string; actorId: string; now: Date },
): Promise<(Rendered & { readonly to: string }) | null> {
  const { manager } = app.database;
  const course = await loadNudged({ manager }, roundId, actorId, positionId);
  if (!course) return null;
  const { kind, facts, to } = nudgeMail(await readRound(app, roundId), course, '', {
    at: now,
    from: course.from,
    words,
  });
  return { ...renderMail(kind, to.locale, facts, { ...app.config, maskLinks: true }), to: to.address };
}

async function loadNudged(
  { manager }: Pick<Tx, 'manager'>,
  roundId: string,
  actorId: string,
  positionId: string,
): Promise<Nudged | undefined> {
  const [course] = await manager.query<Nudged[]>(
    `select p.id as "positionId", p.course, p.title, d.answered_at is not null as answered,
       d.removed_at is not null as removed, d.listed_at as "listedAt",
       (select max(at) from event where position_id = p.id and kind = 'demand-nudged') as "nudgedAt",
       json_build_object('id', t.id, 'name', t.name, 'email', t.email, 'locale', t.locale) as teacher,
       (select name from person where id = $3) as "from"
     from position p join demand d on d.position_id = p.id join person t on t.id = p.teacher_id
     where p.round_id = $1 and p.id = $2`,
    [roundId, positionId, actorId],
  );
  return course;
}
