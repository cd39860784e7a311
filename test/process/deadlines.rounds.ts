import { transact } from '../../src/platform/app.js';
import { startApplication } from '../../src/process/application/start-application.js';
import { submitApplication } from '../../src/process/application/submit-application.js';
import { answerDemand } from '../../src/process/demand/answer-demand.js';
import { ADVANCE } from '../../src/process/process.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import type { StageName } from '../../src/timetable/stages.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { smallScenario } from '../support/small-scenario.js';

export const ROUND = '2027V-trondheim';

/** Everything that a contact does in these tests. */
export interface By {
  readonly actorId: string;
  readonly reason: string;
}

/** A round that has been imported, and what happens to it. */
export interface ARound {
  readonly app: TestApp;
  /** Moves the clock and does what is due of every subject, as often as something is. */
  at(local: string): Promise<void>;
  by(): Promise<By>;
  personOf(email: string): Promise<string>;
  /** The answer of a teacher that two assistants are needed. */
  answer(positionId: string, email: string): Promise<string>;
  /** A student applies for these positions. */
  apply(email: string, ...positionIds: readonly string[]): Promise<void>;
  /** The mails of these kinds: `kind address state`. */
  mails(...kinds: readonly string[]): Promise<string[]>;
  /** Notes that every mail that waits was sent. */
  deliver(): Promise<void>;
  /** Why a link opens nothing any more: `purpose subject`, of a person. */
  revoked(email: string): Promise<string[]>;
}

/** The round of the small scenario, before it begins. */
export async function aRound(): Promise<ARound> {
  const app = await testApp();
  await app.setClock(oslo('2026-09-01T12:00'));
  await importScenario(app, smallScenario());
  const query = <T>(sql: string, values: unknown[] = []) => app.database.query<T[]>(sql, values);
  const personOf = async (email: string) => {
    const [row] = await query<{ id: string }>(`select id from person where email = $1`, [email]);
    return row?.id ?? '';
  };
  const lines = async (sql: string, values: unknown[]) =>
    (await query<{ line: string }>(sql, values)).map(({ line }) => line);
  return {
    app,
    personOf,
    async at(local) {
      await app.setClock(oslo(local));
      for (;;) {
        const due = await query<{ stage: StageName; id: string }>(
          `select stage, id from subject where next_due_at <= $1 order by array_position($2::text[], stage), id`,
          [oslo(local), Object.keys(ADVANCE)],
        );
        if (due.length === 0) return;
        for (const { stage, id } of due) await transact(app, (tx) => ADVANCE[stage](tx, id));
      }
    },
    by: async () => ({ actorId: await personOf('tone@uni.example'), reason: 'Avtalt' }),
    answer: async (positionId, email) =>
      answerDemand(app, {
        positionId,
        personId: await personOf(email),
        answer: { need: true, kind: 'learning-assistant', openings: 2, hours: 90, comment: '' },
      }),
    async apply(email, ...positionIds) {
      await startApplication(app, { roundId: ROUND, email, locale: 'nb' });
      if (positionIds.length === 0) return;
      await submitApplication(app, {
        roundId: ROUND,
        personId: await personOf(email),
        name: email.split('@')[0] ?? '',
        phone: '+47 900 00 000',
        laos: false,
        text: '',
        priorities: positionIds.map((positionId, index) => ({ positionId, priority: index + 1 })),
      });
    },
    mails: (...kinds) =>
      lines(
        `select kind || ' ' || address || ' ' || state as line from mail where kind = any($1) and round_id = $2
         order by kind, address, created_at, state`,
        [kinds, ROUND],
      ),
    deliver: async () => {
      await query(`update mail set state = 'sent', sent_at = created_at, next_due_at = null where state = 'waiting'`);
    },
    revoked: async (email) =>
      lines(
        `select purpose || ' ' || subject as line from link where person_id = $1 and revoked_at is not null order by 1`,
        [await personOf(email)],
      ),
  };
}
