import type { App } from '../platform/app.js';
import type { Tx } from '../timetable/turn.js';
import type { Mail } from './mail.entity.js';

/** A mail that an act would cause. */
export type ForetoldMail = Pick<Mail, 'kind' | 'address' | 'locale' | 'facts'> & { readonly name: string | null };

export interface Foretold<T> {
  readonly result: T;
  readonly mails: readonly ForetoldMail[];
}

/** Carries what was foretold out of the transaction that must not be kept. */
class Undone<T> extends Error {
  constructor(readonly foretold: Foretold<T>) {
    super('What was foretold is not to be written.');
  }
}

/**
 * What `work` would do, and every mail that it would send: it is done, by the very code that will do it, and undone.
 * @returns null when others keep what it needs locked for longer than a reader would wait
 */
export async function foretell<T>(app: App, work: (tx: Tx) => Promise<T>): Promise<Foretold<T> | null> {
  try {
    return await app.database.transaction(async (manager): Promise<never> => {
      await manager.query(`set local lock_timeout = '2s'`);
      const result = await work({ manager, timeZone: app.config.timeZone, alarms: [] });
      const mails = await manager.query<ForetoldMail[]>(
        `select m.kind, m.address, m.locale, m.facts, p.name
         from mail m left join person p on p.id = m.person_id
         where m.xmin = pg_current_xact_id()::xid and m.state = 'waiting' and m.attempts = 0
         order by m.kind, m.address, m.id`,
      );
      throw new Undone({ result, mails });
    });
  } catch (error) {
    if (error instanceof Undone) return error.foretold as Foretold<T>;
    if (error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01')) return null;
    throw error;
  }
}
