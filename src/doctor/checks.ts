import type { Finding } from './finding.js';

/** What contradicts a rule of the process, as a query for `subject` and `says` at the instant `$1`. */
export interface Check {
  readonly name: string;
  readonly sql: string;
  readonly remedy: Finding['remedy'];
}

// What is due is done within seconds; whatever is older than this is stuck.
const PATIENCE = `interval '5 minutes'`;

const LOOK = 'See what failed under Machinery on the board, mend it, and press “Try again” there.';
const REPORT = 'This should not be possible. Keep a backup of the database and report it with this line.';
const COUNTS = `o.state = 'accepted' or o.state = 'open'`;
/** Whether the mail that made an offer came back: its clock stands still until the address is put right. */
const UNREACHED = `exists (select from mail m where m.offer_id = o.id and m.kind = 'offer' and m.state in ('rejected', 'bounced'))`;

/** Everything that is looked for, each an invariant of the process or of the machinery. */
export const CHECKS: readonly Check[] = [
  {
    name: 'too-many-offers',
    sql: `select 'position ' || p.id as subject,
        count(*) || ' offers are open or accepted, of ' || coalesce(p.openings, 0) || ' openings' as says
      from position p join offer o on o.position_id = p.id and (${COUNTS})
      group by p.id having count(*) > coalesce(p.openings, 0) and $1::timestamptz is not null`,
    remedy: 'Give the position more openings on the board, or withdraw an offer there.',
  },
  {
    name: 'two-offers',
    sql: `select 'position ' || o.position_id as subject,
        'person ' || o.person_id || ' has ' || count(*) || ' offers that are open or accepted' as says
      from offer o where ${COUNTS} group by o.position_id, o.person_id having count(*) > 1 and $1::timestamptz is not null`,
    remedy: REPORT,
  },
  {
    name: 'overdue-offer',
    sql: `select 'offer ' || o.id as subject, 'it is open, though it expired at ' || o.expires_at as says
      from offer o join position p on p.id = o.position_id join round r on r.id = p.round_id
      where o.state = 'open' and o.expires_at <= $1::timestamptz - ${PATIENCE} and r.paused_at is null and not ${UNREACHED}`,
    remedy: LOOK,
  },
  {
    name: 'overdue-subject',
    sql: `select s.stage || ' of ' || s.id as subject,
        'it is due since ' || s.next_due_at || coalesce(', and failed: ' || s.failure, '') as says
      from subject s where s.next_due_at <= $1::timestamptz - ${PATIENCE}`,
    remedy: LOOK,
  },
  {
    name: 'overdue-mail',
    sql: `select 'mail ' || m.id as subject,
        'it waits since ' || m.next_due_at || coalesce(', and the last try failed: ' || m.reason, '') as says
      from mail m where m.state = 'waiting' and m.next_due_at <= $1::timestamptz - ${PATIENCE}`,
    remedy: 'See under Machinery on the board whether mail is held back, and whether a daemon runs.',
  },
  {
    name: 'overdue-delivery',
    sql: `select 'delivery ' || d.id as subject,
        'it waits since ' || d.next_due_at || coalesce(', and the last try failed: ' || d.reason, '') as says
      from webhook_delivery d where d.state = 'waiting' and d.next_due_at <= $1::timestamptz - ${PATIENCE}`,
    remedy: 'See under Machinery on the board whether a daemon runs, and under Other systems how its deliveries went.',
  },
  {
    name: 'forgotten-mail',
    sql: `select 'mail ' || m.id as subject, 'it waits and nothing will send it' as says
      from mail m left join round r on r.id = m.round_id
      where m.state = 'waiting' and m.next_due_at is null and r.paused_at is null and $1::timestamptz is not null`,
    remedy: 'Send it again under Mails on the board.',
  },
  {
    name: 'pause-torn',
    sql: `select s.stage || ' of ' || s.id as subject,
        case when s.paused then 'it is paused, and its round is not' else 'it is not paused, and its round is' end as says
      from subject s left join position p on p.id = s.id and s.stage in ('offer', 'employment')
      join round r on r.id = coalesce(p.round_id, s.id)
      where s.stage <> 'pause' and s.paused <> (r.paused_at is not null) and $1::timestamptz is not null`,
    remedy: 'Pause the round on the board and resume it, or the other way about.',
  },
  {
    name: 'pause-unwatched',
    sql: `select 'round ' || n.round_id as subject,
        case when n.begun and r.paused_at is null then 'its planned pause has begun, and it is not paused'
          else 'a pause of it is planned, and nothing will begin or end it' end as says
      from planned_pause n join round r on r.id = n.round_id
      where $1::timestamptz is not null and ((n.begun and r.paused_at is null)
        or not exists (select from subject s where s.stage = 'pause' and s.id = n.round_id and s.next_due_at is not null))`,
    remedy: 'Cancel the planned pause on the board, and plan it again.',
  },
  {
    name: 'untold-offer',
    sql: `select 'offer ' || o.id as subject, 'no mail was written for it' as says
      from offer o where $1::timestamptz is not null
        and not exists (select from mail m where m.offer_id = o.id and m.kind = 'offer')`,
    remedy: REPORT,
  },
  {
    name: 'untold-end',
    sql: `select 'offer ' || o.id as subject, 'it is ' || o.state || ', and no mail was written that says so' as says
      from offer o where o.state <> 'open' and $1::timestamptz is not null
        and not exists (select from mail m where m.offer_id = o.id and m.kind = 'offer-' || o.state)`,
    remedy: REPORT,
  },
  {
    name: 'settled-with-open-offer',
    sql: `select 'position ' || p.id as subject, 'it is settled, and has an open offer' as says
      from position p where p.settled_at is not null and $1::timestamptz is not null
        and exists (select from offer o where o.position_id = p.id and o.state = 'open')`,
    remedy: LOOK,
  },
  {
    name: 'no-final-list',
    sql: `select 'position ' || p.id as subject, 'it was settled at ' || p.settled_at || ', and no final list was written' as says
      from position p join round r on r.id = p.round_id
      where p.settled_at <= $1::timestamptz - ${PATIENCE} and p.openings is not null and r.paused_at is null
        and not exists (select from mail m where m.position_id = p.id and m.kind = 'final-list')`,
    remedy: LOOK,
  },
  {
    name: 'untold-applicant',
    sql: `select 'application ' || a.id as subject, 'its position is settled, and the student was told nothing' as says
      from application a join position p on p.id = a.position_id join round r on r.id = p.round_id
      where p.settled_at <= $1::timestamptz - ${PATIENCE} and a.withdrawn_at is null and r.paused_at is null
        and not exists (select from offer o where o.position_id = p.id and o.person_id = a.person_id)
        and not exists (select from mail m where m.dedupe_key = 'application-closed:' || p.id || ':' || a.person_id)`,
    remedy: LOOK,
  },
  {
    name: 'unwatched-position',
    sql: `select 'position ' || p.id as subject, 'it is announced and not settled, and nothing watches it' as says
      from position p where p.announced_at <= $1::timestamptz - ${PATIENCE} and p.settled_at is null
        and not exists (select from subject s where s.stage in ('rating', 'offer') and s.id in (p.id, p.round_id))`,
    remedy: REPORT,
  },
];
