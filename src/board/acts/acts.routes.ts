import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { foretell } from '../../outbox/foretell.js';
import { renderMail } from '../../outbox/render.js';
import { type App, transact } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { notFound } from '../../web/errors.js';
import { type Faults, parseForm, text } from '../../web/form.js';
import { watcherOf } from '../guard.js';
import { readRound } from '../rounds/read-rounds.js';
import { showPage } from '../show.js';
import type { Act, By, Matter } from './act.js';
import { eventsAfter, type Happening, newestEvent } from './since.js';

const reasonSchema = z.object({ reason: text(500, 'faults.reason-long').pipe(z.string().min(1, 'faults.reason')) });

/** Thrown to undo an act that somebody else's has overtaken. */
class Overtaken extends Error {
  constructor(readonly happened: readonly Happening[]) {
    super('Something happened that whoever acts has not seen.');
  }
}

interface Opened {
  readonly act: Act;
  readonly id: string;
  readonly matter: Matter;
}

type Form = Record<string, string>;

/**
 * The forms of the acts: `/acts/<act>/<subject>`. Each asks for a reason, shows what will be sent to whom, and is done
 * when that is confirmed; if somebody else acted meanwhile, what they did is shown first.
 */
export function actRoutes(app: App, acts: readonly Act[]): Router {
  const byName = new Map(acts.map((act) => [act.name, act]));
  const routes = Router();
  routes.get('/acts/:act/:id', async (request, response) => {
    const opened = await open(request, response);
    if (!opened) return notFound(request, response);
    await showForm(response, opened, {}, null);
  });
  routes.post('/acts/:act/:id', async (request, response) => {
    const opened = await open(request, response);
    if (!opened) return notFound(request, response);
    const form = (request.body ?? {}) as Form;
    const given = parseForm(opened.act.schema, form);
    const why = parseForm(reasonSchema, form);
    if (given.faults || why.faults || form.step === 'edit')
      return showForm(response, opened, form, form.step === 'edit' ? null : { ...given.faults, ...why.faults });
    const by: By = { actorId: watcherOf(response).id, reason: why.data.reason };
    if (form.step !== 'confirm') return showConfirmation(response, opened, form, given.data, by);
    await carryOut(response, opened, form, given.data, by);
  });

  async function open(request: Request, response: Response): Promise<Opened | null> {
    const act = byName.get(String(request.params.act));
    const id = String(request.params.id);
    const matter = act ? await act.find(app, id, await readClock(app.database.manager)) : null;
    const { scope } = watcherOf(response);
    if (!act || !matter) return null;
    const round = await readRound(app.database.manager, scope, app.config.timeZone, matter.roundId);
    return round ? { act, id, matter } : null;
  }

  async function showForm(response: Response, opened: Opened, form: Form, faults: Faults | null): Promise<void> {
    const { act, matter } = opened;
    const fields = matter.fields.map((field) => ({ ...field, value: form[field.name] ?? field.value }));
    const seen = form.seen ?? (await newestEvent(app.database.manager, matter));
    const data = { ...pageOf(opened), fields, reason: form.reason ?? '', seen, faults };
    showPage(response, 'board-act', { ...data, subjects: {}, actName: act.name }, faults ? 422 : 200);
  }

  async function showConfirmation(
    response: Response,
    opened: Opened,
    form: Form,
    input: object,
    by: By,
    happened: readonly Happening[] = [],
  ): Promise<void> {
    const { act, id, matter } = opened;
    const since = [...happened, ...(await eventsAfter(app.database.manager, matter, seenIn(form)))];
    const seen = await newestEvent(app.database.manager, matter);
    const foretold = await foretell(app, (tx) => act.run(tx, id, input, by));
    if (!foretold) return showPage(response, 'board-act-busy', pageOf(opened), 503);
    if (foretold.result) return showRefusal(response, opened, foretold.result);
    const mails = foretold.mails.map(({ kind, locale, facts, name, address }) => ({
      kind,
      to: name || address,
      ...renderMail(kind, locale, facts as never, { ...app.config, maskLinks: true }),
    }));
    const hidden = Object.entries({ ...form, seen, step: 'confirm' }).map(([name, value]) => ({ name, value }));
    const again = hidden.map((field) => (field.name === 'step' ? { ...field, value: 'edit' } : field));
    showPage(
      response,
      'board-act-confirm',
      { ...pageOf(opened), mails, hidden, again, happened: since, reason: by.reason },
      since.length > 0 ? 409 : 200,
    );
  }

  async function carryOut(response: Response, opened: Opened, form: Form, input: object, by: By): Promise<void> {
    const { act, id, matter } = opened;
    try {
      const refusal = await transact(app, async (tx) => {
        const outcome = await act.run(tx, id, input, by);
        const happened = await eventsAfter(tx.manager, matter, seenIn(form));
        if (happened.length > 0) throw new Overtaken(happened);
        return outcome;
      });
      if (refusal) return showRefusal(response, opened, refusal);
      response.redirect(303, `${matter.page}?done=${act.name}&of=${encodeURIComponent(id)}`);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      await showConfirmation(response, opened, form, input, by);
    }
  }

  function showRefusal(response: Response, opened: Opened, refusal: string): void {
    showPage(response, 'board-act-refused', { ...pageOf(opened), refusal }, 409);
  }

  return routes;
}

const seenIn = (form: Form) => (/^\d{1,18}$/.test(form.seen ?? '') ? (form.seen as string) : '0');

const pageOf = ({ act, id, matter }: Opened) => ({
  act: act.name,
  values: matter.values,
  back: matter.page,
  path: `/board/acts/${act.name}/${encodeURIComponent(id)}`,
});
