import type { Config } from '../platform/config.js';
import { databaseAt } from '../platform/database.js';
import { MAILBOX } from '../platform/home.js';
import { openStore } from '../platform/stores.js';
import { forgetMailFiles } from '../privacy/mail-files.js';
import { type Retained, type Retention, retain } from '../privacy/retain.js';
import { type Output, tell } from './output.js';

/** Carries what would have been done out of the transaction that is undone. */
class Undone extends Error {
  constructor(readonly retention: Retention) {
    super('This was a dry run.');
  }
}

/**
 * `stafett retention`: does at once what the night does, or says what that would be.
 * @param isDry nothing is kept of what is done
 */
export async function retentionCommand(config: Config, isDry: boolean, output: Output): Promise<void> {
  const store = await openStore(config, output.say);
  const database = await databaseAt(store.url, 2).initialize();
  try {
    const retention = await database
      .transaction(async (manager) => {
        const done = await retain({ manager, timeZone: config.timeZone, alarms: [] }, config);
        if (isDry) throw new Undone(done);
        return done;
      })
      .catch((error: unknown) => {
        if (error instanceof Undone) return error.retention;
        throw error;
      });
    if (!isDry) await forgetMailFiles(database.manager, MAILBOX);
    const forgotten = `${people(retention.forgotten)} in no round any more ${isDry ? 'would be' : 'are'} forgotten.`;
    tell(output, [...retention.groups.map((group) => sayGroup(group, isDry)), forgotten], {
      dryRun: isDry,
      groups: retention.groups.map(({ personIds, ...group }) => ({ ...group, people: personIds.length })),
      forgotten: retention.forgotten,
    });
  } finally {
    await database.destroy();
    await store.close();
  }
}

function sayGroup({ roundId, group, personIds, at, now, parted }: Retained, isDry: boolean): string {
  const who = `${roundId}, ${group === 'applicants' ? 'not employed' : 'employed and staff'}: ${people(personIds.length)}`;
  if (now === 'tell') return `${who}: the contact ${isDry ? 'would be' : 'is'} told; they go ${at.toISOString()}.`;
  if (now === 'wait') return `${who}: the contact is told; they go ${at.toISOString()}.`;
  const rows = Object.entries(parted).map(([table, count]) => `${count} of ${table}`);
  return `${who} ${isDry ? 'would go' : 'are gone'}, from ${rows.join(', ')}.`;
}

const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);
