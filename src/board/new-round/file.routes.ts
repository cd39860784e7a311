import { type NextFunction, type Request, type Response, Router } from 'express';
import { contentDisposition } from '../../links/disposition.js';
import type { Form } from '../../links/visit.js';
import type { App } from '../../platform/app.js';
import { fileOf, SHEET_TYPES, sheetType } from '../../platform/sheet.js';
import { readTable, type Table } from '../../rounds/table/read-table.js';
import { coursesSheet } from '../../rounds/table/write-table.js';
import type { Faults } from '../../web/form.js';
import { readCampuses } from '../campuses.js';
import { watcherOf } from '../guard.js';
import { readPost, takeParts } from '../read-post.js';
import { originOfRows } from './origin.js';
import { readModel, readModelCourses } from './read-source.js';
import { findRound, takesRounds } from './semesters.js';
import { showExisting, showForm } from './show-form.js';
import { showStart } from './show-start.js';

// A file, and as much for what goes with it: a file's rows come back when they are confirmed.
export const MOST_POSTED = 6 * 1024 * 1024;

/** A file of courses: to fill in, empty or with the courses of a round, and to make a new round from. */
export function fileRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;

  routes.get('/new-round/courses.:type', async (request, response, next) => {
    const { locale, scope } = watcherOf(response);
    const type = sheetType(request.params.type);
    const { from } = request.query;
    const model = from === undefined ? null : await readModel(manager, scope, String(from));
    if (!type || (from !== undefined && !model)) return next();
    const courses = model ? await readModelCourses(manager, model.id) : [];
    const rows = courses
      .filter(({ was }) => was !== 'removed')
      .map(({ course, title, teacher }) => ({ course, title, teacher: teacher.name, email: teacher.email }));
    const name = `${model ? model.id : 'stafett'}.${type}`;
    response.set({ 'Content-Type': SHEET_TYPES[type], 'Content-Disposition': contentDisposition(name) });
    response.send(await fileOf(coursesSheet(rows, locale), type, locale));
  });

  routes.post('/new-round/file', takeParts(MOST_POSTED), tooLarge, async (request: Request, response: Response) => {
    const { form, file } = await readPost(request);
    const campus = (await readCampuses(manager, watcherOf(response).scope)).find(({ id }) => id === form.campus);
    const semester = form.semester ?? '';
    const isOffered = await takesRounds(app, semester);
    if (!campus || !isOffered || !file) return showFaults(response, form, { campus, isOffered, file });
    const existing = await findRound(manager, campus.id, semester);
    if (existing) return showExisting(app, response, existing);
    const table = await readTable(file);
    if (table.is !== 'read') return refuse(response, form, table);
    const origin = await originOfRows(manager, campus, table.rows);
    await showForm(app, response, { origin, semester }, { form: null, faults: null, ignored: table.ignored });
  });

  const showFaults = (
    response: Response,
    form: Form,
    { campus, isOffered, file }: { campus: unknown; isOffered: boolean; file: unknown },
  ) => {
    const faults: Faults = {
      ...(campus ? {} : { campus: 'new-round.faults.campus' }),
      ...(isOffered ? {} : { semester: 'new-round.faults.semester' }),
      ...(file ? {} : { file: 'new-round.faults.no-file' }),
    };
    return showStart(app, response, { form, faults, table: null });
  };

  const refuse = (response: Response, form: Form, table: Exclude<Table, { is: 'read' }>) =>
    showStart(app, response, { form, faults: { file: 'new-round.faults.file' }, table });

  /** A form that is larger than any that is taken in holds a file that is too large. */
  async function tooLarge(error: unknown, _request: Request, response: Response, next: NextFunction): Promise<void> {
    const is413 = error instanceof Error && 'status' in error && error.status === 413;
    if (!is413) return next(error);
    await refuse(response, {}, { is: 'refused', fault: { is: 'large' } });
  }

  return routes;
}
