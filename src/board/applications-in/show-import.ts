import type { Response } from 'express';
import { renderMail } from '../../outbox/render.js';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { receiptMail } from '../../process/application/application.mails.js';
import { FIELDS, headersOf, missingFields } from '../../process/application/import/fields.js';
import { digestOf } from '../../process/application/import/import-applications.js';
import type { ImportPlan } from '../../process/application/import/plan-import.rule.js';
import {
  importsNow,
  planFile,
  type ReadImport,
  readFileLines,
  readImports,
} from '../../process/application/import/read-import.js';
import { undoingOf } from '../../process/application/import/undo-import.js';
import { wholeForm } from '../../process/application/send-receipt.js';
import { readRound } from '../../rounds/read-position.js';
import type { Line } from '../../rounds/table/table.js';
import type { Faults } from '../../web/form.js';
import { watcherOf } from '../guard.js';
import type { RoundLine } from '../rounds/read-rounds.js';
import { roundView } from '../rounds/view.js';
import { showPage } from '../show.js';
import { sayFaults } from './say-import.js';

const SAMPLES = 3;

/** The page on which a file is chosen, with what was taken in before. */
export async function showImports(
  app: App,
  response: Response,
  round: RoundLine,
  faults: Faults | null = null,
): Promise<void> {
  const { manager } = app.database;
  const now = await readClock(manager);
  const imports = await readImports(manager, round.id);
  const data = {
    round: roundView(round, now),
    may: importsNow(round, now),
    imports: imports.map((one) => ({ ...one, path: pathOf(one) })),
    faults,
    subjects: {},
  };
  showPage(response, 'board-imports', data, faults ? 422 : 200);
}

export const pathOf = ({ roundId, id }: Pick<ReadImport, 'roundId' | 'id'>) =>
  `/board/rounds/${encodeURIComponent(roundId)}/import/${id}`;

/** What was given with the form of a file that was looked over, when it could not be taken in. */
export interface Tried {
  readonly refusal: string;
  readonly tells: boolean;
}

/** The page of one import: what its file would bring, or what it brought. */
export async function showImport(
  app: App,
  response: Response,
  { round, found, tried = null }: { round: RoundLine; found: ReadImport; tried?: Tried | null },
): Promise<void> {
  const { manager } = app.database;
  const now = await readClock(manager);
  const page = {
    round: roundView(round, now),
    import: { ...found, path: pathOf(found), progress: `${pathOf(found)}/progress` },
  };
  const lines = await readFileLines(manager, found.id);
  if (!lines) {
    const undoing = found.undoneAt ? null : await undoingOf({ manager }, found.id);
    return showPage(response, 'board-import-done', { ...page, undoing, tried }, tried ? 409 : 200);
  }
  const { locale } = watcherOf(response);
  const missing = missingFields(found.columns);
  const plan = missing.length > 0 ? null : await planFile(manager, round.id, lines, found.columns);
  const data = {
    ...page,
    lines: lines.length - 1,
    missing,
    fields: columnFields(lines, found),
    plan: plan && (await planView(app, round.id, plan)),
    said: plan && sayFaults(plan, found.columns, locale),
    tried,
    tells: tried?.tells ?? true,
    may: importsNow(round, now),
  };
  showPage(response, 'board-import', data, tried ? 409 : 200);
}

/** Each field with the columns to choose from, and what stands in the first lines of the one that is chosen. */
function columnFields([header, ...lines]: readonly Line[], { columns }: ReadImport) {
  const headers = headersOf(header?.cells ?? []);
  return FIELDS.map((field) => {
    const chosen = columns[field];
    const at = chosen === undefined ? -1 : headers.indexOf(chosen);
    const cells = at < 0 ? [] : lines.map(({ cells: all }) => all[at]?.trim() ?? '').filter((cell) => cell !== '');
    return {
      field,
      headers: headers.map((name) => ({ name, chosen: name === chosen })),
      samples: cells.slice(0, SAMPLES).map((cell) => (cell.length > 40 ? `${[...cell].slice(0, 40).join('')}…` : cell)),
    };
  });
}

async function planView(app: App, roundId: string, plan: ImportPlan) {
  const courses = await app.database.query<{ id: string; course: string; title: string; applicants: number }[]>(
    `select p.id, p.course, p.title,
       (select count(*)::int from application a where a.position_id = p.id and a.withdrawn_at is null) as applicants
     from position p where p.round_id = $1 and p.announced_at is not null order by p.course, p.id`,
    [roundId],
  );
  const coming = new Map<string, number>();
  for (const { positionId } of plan.applications) coming.set(positionId, (coming.get(positionId) ?? 0) + 1);
  return {
    seen: digestOf(plan),
    applications: plan.applications.length,
    students: new Set(plan.applications.map(({ email }) => email)).size,
    known: plan.known,
    positions: courses.map((one) => ({ ...one, coming: coming.get(one.id) ?? 0 })),
    sample: await sampleOf(app, roundId, plan),
  };
}

/** The receipt as the first of the students would get it. */
async function sampleOf(app: App, roundId: string, plan: ImportPlan) {
  const [first] = plan.applications;
  if (!first) return null;
  const own = plan.applications.filter(({ email }) => email === first.email);
  const rows = await app.database.query<{ id: string; course: string; title: string; teacher: string; kind: never }[]>(
    `select p.id, p.course, p.title, t.name as teacher, p.kind from position p join person t on t.id = p.teacher_id
     where p.id = any($1)`,
    [own.map(({ positionId }) => positionId)],
  );
  const round = await readRound(app, roundId);
  const applications = own
    .flatMap(({ positionId, priority }) =>
      rows.filter(({ id }) => id === positionId).map(({ id: _, ...row }) => ({ ...row, priority })),
    )
    .sort((a, b) => a.priority - b.priority);
  const student = { id: '', name: first.name, email: first.email, locale: round.campus.locale };
  const change = wholeForm(round, await readClock(app.database.manager));
  const { kind, facts } = receiptMail(round, student, { ...change, link: '', applications }, '');
  const mail = renderMail(kind, student.locale, facts as never, { ...app.config, maskLinks: true });
  return { to: first.name, subject: mail.subject, text: mail.text };
}
