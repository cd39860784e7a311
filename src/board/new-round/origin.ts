import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Form } from '../../links/visit.js';
import type { DraftCourse, DraftSource } from '../../rounds/copy/create-round.js';
import { checkRows } from '../../rounds/table/check-rows.js';
import { MOST_ROWS, type TableRow } from '../../rounds/table/table.js';
import { readTemplates, type Template } from '../../rounds/templates/templates.js';
import { type CampusLine, readCampuses } from '../campuses.js';
import type { Scope } from '../watcher.js';
import { type Pattern, patternOf } from './pattern.js';
import { type ModelCourse, type ModelRound, readLatest, readModel, readModelCourses } from './read-source.js';

/** A course that the new round can have. */
export interface OfferedCourse extends DraftCourse {
  readonly id: string;
  /** What was said of its need in the round that is copied; null where it comes from a file. */
  readonly was: ModelCourse['was'] | null;
}

/** What a new round is made from. */
export interface Origin {
  readonly campus: CampusLine;
  readonly source: DraftSource;
  /** The earlier round, whose dates stand beside the new ones; null when its campus has none. */
  readonly model: ModelRound | null;
  /** What its calendar is proposed by, and the templates that it could be proposed by. */
  readonly pattern: Pattern;
  readonly templates: readonly Template[];
  readonly courses: readonly OfferedCourse[];
  /** The fields that say so in a form. */
  readonly fields: Form;
}

/**
 * Reads what a form makes a round from: `from`, a round, or `rows`, what was in a file, for `campus`; and by which `pattern`
 * its calendar is proposed.
 * @returns null when there is no such thing that one may use
 */
export async function readOrigin(manager: EntityManager, scope: Scope, form: Form): Promise<Origin | null> {
  if (form.rows !== undefined) {
    const campus = (await readCampuses(manager, scope)).find(({ id }) => id === form.campus);
    const rows = rowsOf(form.rows);
    return campus && rows ? originOfRows(manager, campus, rows, form.pattern) : null;
  }
  const model = await readModel(manager, scope, form.from ?? '');
  if (!model) return null;
  const { id, campus } = model;
  const courses = await readModelCourses(manager, id);
  const proposed = await readPattern(manager, model, campus, form.pattern);
  return { campus, source: { from: id }, courses, ...proposed, fields: { from: id, ...proposed.fields } };
}

/** What a file is for a campus. */
export async function originOfRows(
  manager: EntityManager,
  campus: CampusLine,
  rows: readonly TableRow[],
  choice?: string,
): Promise<Origin> {
  const proposed = await readPattern(manager, await readLatest(manager, campus.id), campus, choice);
  return {
    campus,
    source: 'file',
    ...proposed,
    courses: rows.map(({ line, course, title, teacher, email }) => {
      return { id: String(line), course, title, teacher: { name: teacher, email }, was: null };
    }),
    fields: { campus: campus.id, rows: textOf(rows), ...proposed.fields },
  };
}

async function readPattern(
  manager: EntityManager,
  model: ModelRound | null,
  campus: CampusLine,
  choice: string | undefined,
) {
  const templates = await readTemplates(manager, [campus.id]);
  const fields: Form = choice ? { pattern: choice } : {};
  return { model, templates, pattern: patternOf(choice, { templates, model }), fields };
}

const textOf = (rows: readonly TableRow[]) =>
  JSON.stringify(rows.map(({ line, course, title, teacher, email }) => [line, course, title, teacher, email]));

const rowsSchema = z
  .array(z.tuple([z.int().min(1), z.string(), z.string(), z.string(), z.string()]))
  .min(1)
  .max(MOST_ROWS);

/** The rows of a file as they came back from the form; null unless they are as sound as when they left. */
function rowsOf(text: string): TableRow[] | null {
  const { data } = rowsSchema.safeParse(jsonOf(text));
  const rows = data?.map(([line, course, title, teacher, email]) => ({ line, course, title, teacher, email }));
  return rows && checkRows(rows).length === 0 ? rows : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
