import type { EntityManager } from 'typeorm';
import type { Mail } from '../outbox/mail.entity.js';
import type { App } from '../platform/app.js';
import { readClock } from '../platform/clock.js';
import type { StageName } from '../timetable/stages.js';
import { advancePause } from './advance-pause.js';
import { ADVANCE } from './process.js';

/** A mail that has not left, as it will: `createdAt` is when. */
export type ForeseenMail = Pick<
  Mail,
  'kind' | 'address' | 'locale' | 'personId' | 'positionId' | 'facts' | 'createdAt'
> & {
  /** The name of its person. */
  readonly name: string | null;
  /** Its id if it waits already; one that is yet to be written will have another. */
  readonly waitingId: string | null;
};

export interface Foresight {
  readonly mails: readonly ForeseenMail[];
  /** Until when they are all there: earlier than was asked for when it would have taken too long. */
  readonly until: Date;
}

// Whoever answers meanwhile waits as long.
const PATIENCE = 2_000;

interface Due {
  stage: StageName | 'pause';
  id: string;
  at: Date;
}

/** Carries what was foreseen out of the transaction that must not be kept. */
class Foreseen extends Error {
  constructor(readonly foresight: Foresight) {
    super('What was foreseen is not to be written.');
  }
}

/**
 * Every mail of a round that will leave until an instant if nobody does anything meanwhile, in the order in which they
 * leave; those that wait already are among them.
 *
 * It is no second copy of the rules: the round is run ahead, by the very functions that will run it, in a transaction
 * whose `now` is moved and which is then undone. Meanwhile it holds the round's subjects, so that it gives up, or stops
 * short, rather than keep people waiting.
 * @param patience how many milliseconds it may take before it stops short
 * @returns null when the round is busy just now
 */
export async function foreseeMails(
  app: App,
  roundId: string,
  until: Date,
  patience = PATIENCE,
): Promise<Foresight | null> {
  try {
    return await app.database.transaction(async (manager): Promise<never> => {
      await manager.query(`set local lock_timeout = '500ms'`);
      const now = await readClock(manager);
      const left: ForeseenMail[] = [];
      const leave = async (at: Date) => void left.push(...(await takeMails(manager, roundId, now, at)));
      const reached = await runAhead(app, manager, roundId, { now, until, patience, leave });
      await leave(reached);
      throw new Foreseen({ mails: left, until: reached });
    });
  } catch (error) {
    if (error instanceof Foreseen) return error.foresight;
    if (isBusy(error)) return null;
    throw error;
  }
}

/** @returns how far it came: everything due until then is done */
async function runAhead(
  app: App,
  manager: EntityManager,
  roundId: string,
  { now, until, patience, leave }: { now: Date; until: Date; patience: number; leave: (at: Date) => Promise<void> },
): Promise<Date> {
  // How long this takes is no matter of the database's clock, which stands still in a rehearsal.
  const started = performance.now();
  for (;;) {
    const [next] = await manager.query<Due[]>(
      `select s.stage, s.id, greatest(s.next_due_at, $2) as at from subject s
       where s.next_due_at <= $3
         and (s.id = $1 or s.id in (select id from position where round_id = $1))
       order by s.next_due_at, coalesce(array_position($4::text[], s.stage), 0), s.id limit 1`,
      [roundId, now, until, Object.keys(ADVANCE)],
    );
    if (!next) return until;
    // Of an instant it tells all or nothing.
    if (performance.now() - started > patience) return new Date(next.at.getTime() - 1);
    // A transaction's own `now` is all the time that an advance knows. Its alarms are forgotten with it.
    const advance = next.stage === 'pause' ? advancePause : ADVANCE[next.stage];
    // What is still there when a pause begins waits for its end.
    if (next.stage === 'pause') await leave(next.at);
    await advance({ manager, timeZone: app.config.timeZone, alarms: [], now: next.at }, next.id);
    const [after] = await manager.query<{ same: boolean }[]>(
      `select next_due_at <= $3 as same from subject where stage = $1 and id = $2`,
      [next.stage, next.id, next.at],
    );
    if (after?.same) throw new Error(`${next.stage} ${next.id} is still due after it was done.`);
  }
}

/** The mails that leave until an instant, which then have left. */
async function takeMails(manager: EntityManager, roundId: string, now: Date, until: Date): Promise<ForeseenMail[]> {
  const mails = await readMails(manager, roundId, now, until);
  await manager.query(
    `update mail set state = 'sent' where round_id = $1 and state = 'waiting'
       and greatest(coalesce(next_due_at, created_at), $2) <= $3`,
    [roundId, now, until],
  );
  return mails;
}

function readMails(manager: EntityManager, roundId: string, now: Date, until: Date): Promise<ForeseenMail[]> {
  return manager.query<ForeseenMail[]>(
    `select m.kind, m.address, m.locale, m.person_id as "personId", m.position_id as "positionId", m.facts,
       nullif(p.name, '') as name, case when m.xmin <> pg_current_xact_id()::xid then m.id end as "waitingId",
       greatest(coalesce(m.next_due_at, m.created_at), $2) as "createdAt"
     from mail m left join person p on p.id = m.person_id
     where m.round_id = $1 and m.state = 'waiting' and greatest(coalesce(m.next_due_at, m.created_at), $2) <= $3
       and (m.useless_at is null or m.useless_at > greatest(coalesce(m.next_due_at, m.created_at), $2))
     order by "createdAt", m.kind, m.address, m.id`,
    [roundId, now, until],
  );
}

// PostgreSQL's code for a lock that did not come in time, or a deadlock that it resolved.
const isBusy = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01');
