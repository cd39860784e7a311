/** Where the words for a value are: `<words>.<value>` in a catalogue. */
export interface Words {
  readonly catalogue: 'board' | 'common';
  readonly words: string;
}

/** How a value is told: as it is, as a local instant, or as the word for it. */
export type Told = 'text' | 'instant' | Words;

export interface FileColumn {
  readonly name: string;
  readonly told: Told;
  /** In characters. */
  readonly width: number;
}

/** A table of a round that can be had as a file: a query of the round `$1` whose columns are these. */
export interface RoundTable {
  readonly name: string;
  readonly columns: readonly FileColumn[];
  readonly sql: string;
}

const column = (name: string, width = 18, told: Told = 'text'): FileColumn => ({ name, told, width });
const instant = (name: string) => column(name, 18, 'instant');
const word = (name: string, words: string) => column(name, 22, { catalogue: 'board', words });
const kind = column('kind', 22, { catalogue: 'common', words: 'kind' });
const COURSE = [column('course', 12), column('title', 40), column('teacher', 28)];
const PERSON = [column('name', 30), column('email', 34)];

const OF_POSITIONS = `from position p join person t on t.id = p.teacher_id`;

/** All tables of a round, in the order of the process. */
export const ROUND_TABLES: readonly RoundTable[] = [
  {
    name: 'demand',
    columns: [...COURSE, column('teacherEmail', 34), word('answer', 'files.answers'), kind].concat([
      column('openings', 10),
      column('hours', 10),
      column('comment', 40),
      instant('requestedAt'),
      instant('answeredAt'),
    ]),
    sql: `select p.course, p.title, t.name as teacher, t.email as "teacherEmail",
        case when d.removed_at is not null then 'removed' when d.answered_at is null then 'silent'
          when d.no_need then 'none' else 'asked' end as answer,
        coalesce(p.kind, d.kind) as kind, coalesce(p.openings, d.openings) as openings, coalesce(p.hours, d.hours) as hours,
        d.comment, d.requested_at as "requestedAt", d.answered_at as "answeredAt"
      ${OF_POSITIONS} left join demand d on d.position_id = p.id where p.round_id = $1 order by p.course, p.id`,
  },
  {
    name: 'overview',
    columns: [...COURSE, column('openings', 10), column('applicants', 10), column('suited', 10)].concat([
      column('open', 10),
      column('accepted', 10),
      instant('ratedAt'),
      instant('settledAt'),
    ]),
    sql: `select p.course, p.title, t.name as teacher, p.openings,
        (select count(*)::int from application a where a.position_id = p.id and a.withdrawn_at is null) as applicants,
        (select count(*)::int from rating r where r.position_id = p.id and r.rank is not null) as suited,
        (select count(*)::int from offer o where o.position_id = p.id and o.state = 'open') as open,
        (select count(*)::int from offer o where o.position_id = p.id and o.state = 'accepted') as accepted,
        p.rated_at as "ratedAt", p.settled_at as "settledAt"
      ${OF_POSITIONS} where p.round_id = $1 and p.announced_at is not null order by p.course, p.id`,
  },
  {
    name: 'applications',
    columns: [
      column('course', 12),
      ...PERSON,
      column('phone', 16),
      word('laos', 'files.yes'),
      column('priority', 10),
    ].concat([
      column('rank', 10),
      word('rated', 'files.rated'),
      column('text', 60),
      instant('appliedAt'),
      instant('withdrawnAt'),
    ]),
    sql: `select p.course, s.name, s.email, s.phone, s.laos, a.priority, r.rank,
        case when r.application_id is null then 'unrated' when r.rank is null then 'unsuited' else 'ranked' end as rated,
        f.text, a.applied_at as "appliedAt", a.withdrawn_at as "withdrawnAt"
      from position p join application a on a.position_id = p.id join person s on s.id = a.person_id
      left join rating r on r.application_id = a.id
      left join application_form f on f.round_id = p.round_id and f.person_id = s.id
      where p.round_id = $1 order by p.course, p.id, r.rank nulls last, s.name, s.id`,
  },
  {
    name: 'offers',
    columns: [
      column('course', 12),
      ...PERSON,
      column('rank', 10),
      word('state', 'standings'),
      instant('issuedAt'),
    ].concat([instant('expiresAt'), instant('closedAt'), column('outOfTurnBy', 28)]),
    sql: `select p.course, s.name, s.email, o.rank, o.state, o.issued_at as "issuedAt", o.expires_at as "expiresAt",
        o.closed_at as "closedAt", b.name as "outOfTurnBy"
      from position p join offer o on o.position_id = p.id join person s on s.id = o.person_id
      left join person b on b.id = o.reinstated_by_id
      where p.round_id = $1 order by p.course, p.id, o.issued_at, o.rank`,
  },
  {
    name: 'employed',
    columns: [...COURSE, kind, column('hours', 10), ...PERSON, column('phone', 16)].concat([
      word('laos', 'files.yes'),
      instant('acceptedAt'),
    ]),
    sql: `select p.course, p.title, t.name as teacher, p.kind, p.hours, s.name, s.email, s.phone, s.laos,
        o.closed_at as "acceptedAt"
      ${OF_POSITIONS} join offer o on o.position_id = p.id and o.state = 'accepted' join person s on s.id = o.person_id
      where p.round_id = $1 order by p.course, p.id, s.name, s.id`,
  },
  {
    name: 'mails',
    columns: [
      word('mail', 'mail-kind'),
      column('name', 30),
      column('address', 34),
      word('state', 'mails.state-of'),
    ].concat([instant('createdAt'), instant('sentAt'), column('reason', 40)]),
    sql: `select m.kind as mail, s.name, m.address, m.state, m.created_at as "createdAt", m.sent_at as "sentAt", m.reason
      from mail m left join person s on s.id = m.person_id where m.round_id = $1 order by m.created_at, m.id`,
  },
  {
    name: 'events',
    columns: [
      instant('at'),
      word('event', 'happenings'),
      column('course', 12),
      column('actor', 28),
      column('about', 30),
    ].concat([column('reason', 60)]),
    sql: `select e.at, e.kind as event, p.course, a.name as actor, coalesce(nullif(s.name, ''), s.email) as about,
        e.data->>'reason' as reason
      from event e left join position p on p.id = e.position_id left join person a on a.id = e.actor_id
      left join person s on s.id = e.person_id where e.round_id = $1 order by e.id`,
  },
];
