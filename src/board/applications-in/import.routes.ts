import { type NextFunction, type Request, type Response, Router } from 'express';
import { formOf } from '../../links/link.routes.js';
import type { Form } from '../../links/visit.js';
import { type App, transact } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { type Columns, FIELDS, fieldOf, headersOf } from '../../process/application/import/fields.js';
import { importApplications } from '../../process/application/import/import-applications.js';
import { chooseColumns, discardFile, keepFile } from '../../process/application/import/keep-file.js';
import {
  importsNow,
  type ReadImport,
  readFileLines,
  readImport,
} from '../../process/application/import/read-import.js';
import { readLines } from '../../rounds/table/read-lines.js';
import { FileRefused } from '../../rounds/table/table.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { readPost, takeParts } from '../read-post.js';
import { type RoundLine, readRound } from '../rounds/read-rounds.js';
import { IMPORTED } from './imported.js';
import { pathOf, showImport, showImports } from './show-import.js';

const MOST_BYTES = 12 * 1024 * 1024;
const MOST_LINES = 20_000;

interface Opened {
  readonly round: RoundLine;
  readonly found: ReadImport;
}

/**
 * Applications that came by another system: a file is sent, its columns are told apart, what it would bring is looked over,
 * and then it is taken in. Nothing of it is an application before that.
 */
export function importRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;
  // Only for whoever watches this daemon write it; what is written is in the database.
  const progress = new Map<string, { done: number; of: number }>();

  routes.get('/rounds/:id/import', async (request, response) => {
    const round = await roundOf(request, response);
    if (!round) return notFound(request, response);
    await showImports(app, response, round);
  });

  routes.post(
    '/rounds/:id/import',
    takeParts(MOST_BYTES + 100_000),
    tooLarge,
    async (request: Request, response: Response) => {
      const round = await roundOf(request, response);
      if (!round) return notFound(request, response);
      const { file, fileName } = await readPost(request);
      const refuse = (fault: string) => showImports(app, response, round, { file: `import.refused.${fault}` });
      if (importsNow(round, await readClock(manager)) !== 'open') return showImports(app, response, round);
      if (!file) return refuse('no-file');
      try {
        const lines = await readLines(file, MOST_BYTES, (text) => fieldOf(text) !== undefined);
        if (lines.length < 2) return refuse('no-rows');
        if (lines.length > MOST_LINES) return refuse('many');
        const id = await keepFile(app, {
          roundId: round.id,
          actorId: watcherOf(response).id,
          fileName: fileName.slice(0, 200),
          lines,
        });
        response.redirect(303, pathOf({ roundId: round.id, id }));
      } catch (error) {
        if (!(error instanceof FileRefused)) throw error;
        await refuse(error.fault.is);
      }
    },
  );

  routes.get('/rounds/:id/import/:import', async (request, response) => {
    const opened = await open(request, response);
    if (!opened) return notFound(request, response);
    await showImport(app, response, opened);
  });

  routes.get('/rounds/:id/import/:import/progress', async (request, response) => {
    const opened = await open(request, response);
    if (!opened) return notFound(request, response);
    response.json(progress.get(opened.found.id) ?? null);
  });

  routes.post('/rounds/:id/import/:import', async (request, response) => {
    const opened = await open(request, response);
    if (!opened) return notFound(request, response);
    const form = formOf(request);
    const { found, round } = opened;
    if (form.step === 'discard') {
      await discardFile(app, found.id);
      return response.redirect(303, `/board/rounds/${encodeURIComponent(round.id)}/import`);
    }
    if (form.step === 'columns') {
      const lines = await readFileLines(manager, found.id);
      await chooseColumns(app, found.id, columnsOf(form, headersOf(lines?.[0]?.cells ?? [])));
      return response.redirect(303, pathOf(found));
    }
    await takeIn(response, opened, form);
  });

  async function takeIn(response: Response, { round, found }: Opened, form: Form): Promise<void> {
    const order = {
      importId: found.id,
      actorId: watcherOf(response).id,
      seen: form.seen ?? '',
      leavesOut: form.leaves === 'yes',
      tells: form.tells === 'yes',
      onProgress: (done: number, of: number) => progress.set(found.id, { done, of }),
    };
    try {
      const outcome = await transact(app, (tx) => importApplications(tx, order));
      if (outcome === 'done')
        return response.redirect(303, `${pathOf(found)}?done=${IMPORTED.name}&of=${encodeURIComponent(found.id)}`);
      const again = (await readImport(manager, found.id)) ?? found;
      await showImport(app, response, { round, found: again, tried: { refusal: outcome, tells: order.tells } });
    } finally {
      progress.delete(found.id);
    }
  }

  const roundOf = (request: Request, response: Response) =>
    readRound(manager, watcherOf(response).scope, timeZone, String(request.params.id));

  async function open(request: Request, response: Response): Promise<Opened | null> {
    const round = await roundOf(request, response);
    const found = round && (await readImport(manager, String(request.params.import)));
    return round && found?.roundId === round.id ? { round, found } : null;
  }

  /** A form that is larger than any that is taken in holds a file that is too large. */
  async function tooLarge(error: unknown, request: Request, response: Response, next: NextFunction): Promise<void> {
    const is413 = error instanceof Error && 'status' in error && error.status === 413;
    const round = is413 ? await roundOf(request, response) : null;
    if (!round) return next(error);
    await showImports(app, response, round, { file: 'import.refused.large' });
  }

  return routes;
}

/** The columns that a form chooses; one that the file does not have is none. */
function columnsOf(form: Form, headers: readonly string[]): Columns {
  const chosen = FIELDS.map((field) => [field, form[`column.${field}`] ?? ''] as const);
  return Object.fromEntries(chosen.filter(([, header]) => headers.includes(header)));
}
