import type { Purpose } from '../links/link.entity.js';
import { loadRound, type RoundContext } from '../rounds/round-context.js';
import { startOfDay } from '../rounds/wall-clock.js';
import { nowOf, type Tx } from '../timetable/turn.js';

/** Something that somebody is asked for, or is to have, by a link. */
export interface OpenMatter {
  readonly purpose: Exclude<Purpose, 'sign-in'>;
  /** What the link opens. */
  readonly subject: string;
  readonly roundId: string;
  /** The position that it is about; null where it is about the round. */
  readonly positionId: string | null;
}

type Row = Omit<OpenMatter, 'purpose'>;

interface Source {
  readonly purpose: OpenMatter['purpose'];
  /** What stands in the database, with the person as $1 and the present as $2 … */
  readonly sql: string;
  /** … and when that is open, by the round's calendar. */
  readonly isOpen: (instants: RoundContext['instants'], now: Date, timeZone: string) => boolean;
}

const OF_POSITION = `p.id as "positionId", p.round_id as "roundId"`;
const OF_ROUND = `r.id as subject, null as "positionId", r.id as "roundId"`;

/** A final list, and the training, are of use for so many days after the round has closed. */
const AFTERWARDS = 28;

const isRecent: Source['isOpen'] = ({ closesAt }, now, timeZone) => now < startOfDay(closesAt, AFTERWARDS, timeZone);

const SOURCES: readonly Source[] = [
  {
    purpose: 'demand',
    sql: `select p.id as subject, ${OF_POSITION} from position p join demand d on d.position_id = p.id
      where p.teacher_id = $1 and d.requested_at <= $2 and d.answered_at is null and d.removed_at is null`,
    isOpen: ({ reportDue }, now) => now < reportDue,
  },
  {
    purpose: 'report',
    sql: `select ${OF_ROUND} from round r join campus k on k.id = r.campus_id join report t on t.round_id = r.id
      where k.contact_id = $1 and t.requested_at <= $2 and t.reported_at is null`,
    isOpen: ({ reportDue }, now) => now < reportDue,
  },
  {
    purpose: 'apply',
    sql: `select ${OF_ROUND} from round r join application_form f on f.round_id = r.id
      where f.person_id = $1 and f.started_at <= $2 and f.sent_at is null`,
    isOpen: ({ announceAt, applyDue }, now) => now >= announceAt && now < applyDue,
  },
  {
    // Once the form is sent, its link is the student's own page.
    purpose: 'apply',
    sql: `select ${OF_ROUND} from round r join application_form f on f.round_id = r.id
      where f.person_id = $1 and f.sent_at <= $2 and exists (
        select from application a join position p on p.id = a.position_id
        where p.round_id = r.id and a.person_id = $1 and a.withdrawn_at is null and p.settled_at is null)`,
    isOpen: ({ closesAt }, now) => now < closesAt,
  },
  {
    purpose: 'rating',
    sql: `select p.id as subject, ${OF_POSITION} from position p
      where p.rating_requested_at <= $2 and p.rated_at is null and p.settled_at is null
        and (p.teacher_id = $1 or exists (select from delegation d
          where d.position_id = p.id and d.person_id = $1 and d.taken_back_at is null))`,
    isOpen: ({ closesAt }, now) => now < closesAt,
  },
  {
    purpose: 'offer',
    sql: `select o.id::text as subject, ${OF_POSITION} from offer o join position p on p.id = o.position_id
      where o.person_id = $1 and o.state = 'open' and o.expires_at > $2`,
    isOpen: () => true,
  },
  {
    purpose: 'final-list',
    sql: `select p.id as subject, ${OF_POSITION} from position p
      where p.teacher_id = $1 and p.settled_at <= $2 and p.final_lists > 0`,
    isOpen: isRecent,
  },
  {
    purpose: 'laos',
    sql: `select o.person_id::text as subject, ${OF_POSITION}
      from offer o join position p on p.id = o.position_id join person s on s.id = o.person_id
      where o.person_id = $1 and o.state = 'accepted' and p.kind = 'learning-assistant' and p.settled_at <= $2
        and not s.laos order by p.settled_at desc`,
    isOpen: isRecent,
  },
];

/** What is open for somebody now, in the order of the process: what they were asked for, or told of, by a link. */
export async function openMatters(tx: Tx, personId: string): Promise<OpenMatter[]> {
  const now = await nowOf(tx);
  const rounds = new Map<string, RoundContext>();
  const open: OpenMatter[] = [];
  for (const { purpose, sql, isOpen } of SOURCES) {
    for (const row of await tx.manager.query<Row[]>(sql, [personId, now])) {
      const round = rounds.get(row.roundId) ?? (await loadRound(tx, row.roundId));
      rounds.set(row.roundId, round);
      if (isOpen(round.instants, now, tx.timeZone)) open.push({ purpose, ...row });
    }
  }
  // The training has one link, whatever one is employed in.
  return open.filter((one, index) => open.findIndex((other) => isSame(one, other)) === index);
}

const isSame = (one: OpenMatter, other: OpenMatter) => one.purpose === other.purpose && one.subject === other.subject;
