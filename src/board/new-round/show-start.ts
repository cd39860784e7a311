import type { Response } from 'express';
import type { Form } from '../../links/visit.js';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import type { Table } from '../../rounds/table/read-table.js';
import type { Faults } from '../../web/form.js';
import { readCampuses } from '../campuses.js';
import { watcherOf } from '../guard.js';
import { readRoundHeads } from '../rounds/read-rounds.js';
import { roundView } from '../rounds/view.js';
import { showPage } from '../show.js';
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
  const rounds = await readRoundHeads(manager, scope, app.config.timeZone);
  const semesters = await readOffered(app);
  const campuses = await readCampuses(manager, scope);
  const chosen = campuses.find(({ id }) => id === form.campus) ?? campuses[0];
  // Rounds are created ahead of their semester.
  const ahead = semesters.slice(1);
  const free = ahead.find((one) => !rounds.some(({ campus, semester }) => campus === chosen?.name && semester === one));
  const data = {
    campuses,
    rounds: rounds.map((round) => roundView(round, now)),
    semesters,
    given: { campus: chosen?.id, semester: form.semester ?? free ?? ahead[0] },
    faults,
    subjects: {},
    table: table && sayTable(table, locale),
  };
  showPage(response, 'board-new-round', data, faults ? 422 : 200);
}
