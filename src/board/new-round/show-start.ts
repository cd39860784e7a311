import type { Response } from 'express';
import type { Form } from '../../links/visit.js';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import type { Table } from '../../rounds/table/read-table.js';
import type { Faults } from '../../web/form.js';
import { watcherOf } from '../guard.js';
import { readRounds } from '../rounds/read-rounds.js';
import { roundView } from '../rounds/view.js';
import { showPage } from '../show.js';
import { readCampuses } from './read-source.js';
import { sayTable } from './say-table.js';
import { readOffered } from './semesters.js';

/** The page on which one says what to make a round from; with what was wrong with the file that was sent. */
export async function showStart(
  app: App,
  response: Response,
  { form, faults, table }: { form: Form; faults: Faults | null; table: Exclude<Table, { is: 'read' }> | null },
): Promise<void> {
  const { manager } = app.database;
  const { scope, locale } = watcherOf(response);
  const now = await readClock(manager);
  const rounds = await readRounds(manager, scope, app.config.timeZone);
  const semesters = await readOffered(app);
  const data = {
    campuses: await readCampuses(manager, scope),
    rounds: rounds.map((round) => roundView(round, now)),
    semesters,
    // Rounds are created ahead of their semester.
    given: { campus: form.campus, semester: form.semester ?? semesters[1] },
    faults,
    subjects: {},
    table: table && sayTable(table, locale),
  };
  showPage(response, 'board-new-round', data, faults ? 422 : 200);
}
