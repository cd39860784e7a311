import type { EntityManager } from 'typeorm';
import { examine } from '../../doctor/examine.js';
import type { Finding } from '../../doctor/finding.js';
import type { App } from '../../platform/app.js';
import { transact } from '../../platform/app.js';
import { type Config, newSecret } from '../../platform/config.js';
import { databaseAt } from '../../platform/database.js';
import { createLog } from '../../platform/log.js';
import { resumeRound } from '../../process/resume-round.js';
import { chanceOf } from './assumptions.js';
import { readUnanswered, type Unanswered } from './inbox.js';
import { readCast } from './read-cast.js';
import { playOf, type RoundPlay } from './scenario-of.js';
import { type Snapshot, writeSnapshot } from './snapshot.js';

/** A round's copy before anything happens in it. */
export interface Prepared extends RoundPlay {
  readonly unanswered: readonly Unanswered[];
  /** The names of its people, by address. */
  readonly names: ReadonlyMap<string, string>;
  /** The ids of the mails that have left. */
  readonly sent: readonly string[];
  /** What contradicted the rules in it already. */
  readonly findings: readonly Finding[];
  /** How many days its deadlines moved as it was resumed; null when it was not paused. */
  readonly resumed: number | null;
}

/**
 * Fills the database of a rehearsal with a round, whose people behave as is assumed. One that is paused is resumed, as its
 * contact would do it now, unless the pause was planned and ends by itself: nothing would happen otherwise.
 */
export async function prepareRound(
  databaseUrl: string,
  snapshot: Snapshot,
  { roundId, seed, config }: { readonly roundId: string; readonly seed: number; readonly config: Config },
): Promise<Prepared> {
  await writeSnapshot(databaseUrl, snapshot);
  const database = await databaseAt(databaseUrl, 2).initialize();
  try {
    const { manager } = database;
    const app: App = {
      config: { ...config, databaseUrl, secret: newSecret() },
      ...{ database, log: createLog('silent') },
      // The daemons' first sweep sets them.
      setAlarms: async () => undefined,
    };
    const findings = await examine(manager, config.timeZone);
    const { contact } = await readCast(manager, roundId);
    const resumed = (await endsByItself(manager, roundId))
      ? ('running' as const)
      : await transact(app, (tx) => resumeRound(tx, { roundId, actorId: contact.id, reason: 'Rehearsed' }));
    const cast = await readCast(manager, roundId);
    const people = await manager.query<{ email: string; name: string }[]>(`select email, name from person`);
    const play = playOf(cast, config.timeZone, snapshot.now, chanceOf(seed));
    const known = [...people, ...play.scenario.applicants].map(
      ({ email, name }) => [email.toLowerCase(), name] as const,
    );
    return {
      ...play,
      unanswered: await readUnanswered(manager, roundId),
      names: new Map(known),
      sent: (await manager.query<{ id: string }[]>(`select id from mail where state = 'sent'`)).map(({ id }) => id),
      findings,
      resumed: resumed === 'running' ? null : resumed.days,
    };
  } finally {
    await database.destroy();
  }
}

/** Whether the pause that the round is in was planned. */
async function endsByItself(manager: EntityManager, roundId: string): Promise<boolean> {
  const plans = await manager.query<unknown[]>(`select from planned_pause where round_id = $1 and begun`, [roundId]);
  return plans.length > 0;
}
