import type { EntityManager } from 'typeorm';
import type { Mail } from '../outbox/mail.entity.js';
import type { App } from '../platform/app.js';
import { readClock } from '../platform/clock.js';
import type { StageName } from '../timetable/stages.js';
import { ADVANCE } from './process.js';

/** A mail that has not left, as it will: `createdAt` is when. */
export type ForeseenMail = Pick<
  Mail,
  'kind' | 'address' | 'locale' | 'personId' | 'positionId' | 'facts' | 'createdAt'
>;

interface Due {
  stage: StageName;
  id: string;
  at: Date;
}

/** Carries what was foreseen out of the transaction that must not be kept. */
class Foreseen extends Error {
  constructor(readonly mails: ForeseenMail[]) {
    super('What was foreseen is not to be written.');
  }
}

/**
 * Every mail of a round that will leave until an instant if nobody does anything meanwhile, in the order in which they
 * leave; those that wait already are among them.
 *
 * It is no second copy of the rules: the round is run ahead, by the very functions that will run it, in a transaction
 * whose `now` is moved and which is then undone. Meanwhile it holds the round's subjects, so that it gives up rather than
 * keep people waiting.
 * @returns null when the round is busy just now
 */
export async function foreseeMails(app: App, roundId: string, until: Date): Promise<ForeseenMail[] | null> {
  try {
    return await app.database.transaction(async (manager): Promise<never> => {
      await manager.query(`set local lock_timeout = '500ms'`);
      const now = await readClock(manager);
      await runAhead(app, manager, roundId, now, until);
      throw new Foreseen(await readMails(manager, roundId, now));
    });
  } catch (error) {
    if (error instanceof Foreseen) return error.mails;
    if (isBusy(error)) return null;
    throw error;
  }
}

async function runAhead(app: App, manager: EntityManager, roundId: string, now: Date, until: Date): Promise<void> {
  for (;;) {
    const [next] = await manager.query<Due[]>(
      `select s.stage, s.id, greatest(s.next_due_at, $2) as at from subject s
       where s.next_due_at <= $3
         and (s.id = $1 or s.id in (select id from position where round_id = $1))
       order by s.next_due_at, array_position($4::text[], s.stage), s.id limit 1`,
      [roundId, now, until, Object.keys(ADVANCE)],
    );
    if (!next) return;
    // A transaction's own `now` is all the time that an advance knows. Its alarms are forgotten with it.
    await ADVANCE[next.stage]({ manager, timeZone: app.config.timeZone, alarms: [], now: next.at }, next.id);
    const [after] = await manager.query<{ same: boolean }[]>(
      `select next_due_at <= $3 as same from subject where stage = $1 and id = $2`,
      [next.stage, next.id, next.at],
    );
    if (after?.same) throw new Error(`${next.stage} ${next.id} is still due after it was done.`);
  }
}

function readMails(manager: EntityManager, roundId: string, now: Date): Promise<ForeseenMail[]> {
  return manager.query<ForeseenMail[]>(
    `select kind, address, locale, person_id as "personId", position_id as "positionId", facts,
       greatest(coalesce(next_due_at, created_at), $2) as "createdAt"
     from mail where round_id = $1 and state = 'waiting' order by 7, kind, address, id`,
    [roundId, now],
  );
}

// PostgreSQL's code for a lock that did not come in time, or a deadlock that it resolved.
const isBusy = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01');
