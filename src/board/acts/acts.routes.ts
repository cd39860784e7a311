import type { Queue } from 'bullmq';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { formOf } from '../../links/link.routes.js';
import type { Form } from '../../links/visit.js';
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
import { fieldViews, sayChosen, sayNames, sayValues } from './say.js';
import { eventsAfter, type Happening, newestEvent } from './since.js';

const reasonSchema = z.object({ reason: text(500, 'faults.reason-long').pipe(z.string().min(1, 'faults.reason')) });

/** Thrown to undo an act that somebody else's has overtaken. */
class Overtaken extends Error {
  constructor() {
    super('Something happened that whoever acts has not seen.');
  }
}

interface Opened {
  readonly act: Act;
  readonly id: string;
  readonly matter: Matter;
}

/**
 * The forms of the acts: `/acts/<act>/<subject>`. Each asks for a reason, shows what will be sent to whom, and is done
 * when that is confirmed; if somebody else acted meanwhile, what they did is shown first.
 */
export function actRoutes(app: App, acts: readonly Act[], queues: readonly Queue[]): Router {
  const byName = new Map(acts.map((act) => [act.name, act]));
  const { manager } = app.database;
  const routes = Router();
  routes.get('/acts/:act/:id', async (request, response) => {
    const opened = await open(request, response);
    if (!opened) return notFound(request, response);
    const { refused, fields } = opened.matter;
    if (refused) return showRefusal(response, opened, refused);
    const isUndo = request.query.undo !== undefined;
    const values = Object.fromEntries(
      fields.map(({ name, value, before }) => [name, isUndo ? (before ?? value) : value] as const),
    );
    // A page that has thought of values, such as the forecast, leads here with them.
    const thought = Object.fromEntries(
      fields.flatMap(({ name }) => {
        const given = request.query[name];
        return typeof given === 'string' ? [[name, given] as const] : [];
      }),
    );
    const proposed = { ...values, ...thought };
    await showForm(response, opened, parseForm(opened.act.schema, proposed).faults ? values : proposed, null);
  });
  routes.post('/acts/:act/:id', async (request, response) => {
    const opened = await open(request, response);
    if (!opened) return notFound(request, response);
    const form = formOf(request);
    if (opened.matter.refused) return showRefusal(response, opened, opened.matter.refused, form);
    const given = parseForm(opened.act.schema, form);
    const why = parseForm(reasonSchema, form);
    if (form.step === 'edit') return showForm(response, opened, form, null);
    if (given.faults || why.faults) return showForm(response, opened, form, { ...given.faults, ...why.faults });
    const wrong = await opened.act.check?.(app, opened.id, given.data, await readClock(manager));
    // Whoever was overtaken is to see by whom, not that the fields do not fit any more; be it while they were looked at.
    const isOvertaken = wrong && form.step === 'confirm' && (await happenedSince(opened.matter, form)).length > 0;
    if (wrong && !isOvertaken) return showForm(response, opened, form, wrong);
    const by: By = { actorId: watcherOf(response).id, reason: why.data.reason, roundId: opened.matter.roundId };
    if (form.step !== 'confirm') return showConfirmation(response, opened, form, given.data, by);
    await carryOut(response, opened, form, given.data, by);
  });

  async function open(request: Request, response: Response): Promise<Opened | null> {
    const act = byName.get(String(request.params.act));
    const id = String(request.params.id);
    const matter = act ? await act.find(app, id, await readClock(manager)) : null;
    const { scope } = watcherOf(response);
    if (!act || !matter || (act.facultyOnly && scope !== 'all')) return null;
    for (const roundId of [matter.roundId, ...(matter.alsoOf ?? [])])
      if (await readRound(manager, scope, app.config.timeZone, roundId))
        return { act, id, matter: { ...matter, roundId } };
    return null;
  }

  async function showForm(response: Response, opened: Opened, form: Form, faults: Faults | null): Promise<void> {
    const seen = form.seen ?? (await newestEvent(manager, opened.matter));
    const fields = fieldViews(opened.matter.fields, form, watcherOf(response).locale);
    const subjects = opened.act.check
      ? sayNames(opened.act.name, opened.matter.fields, watcherOf(response).locale)
      : {};
    const filled = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    const remarks = await remarksOf(response, opened, parseForm(opened.act.schema, filled).data);
    const data = { ...pageOf(response, opened), fields, remarks, reason: form.reason ?? '', seen, faults, subjects };
    showPage(response, 'board-act', data, faults ? 422 : 200);
  }

  async function showConfirmation(
    response: Response,
    opened: Opened,
    form: Form,
    input: object,
    by: By,
  ): Promise<void> {
    const { act, id, matter } = opened;
    const happened = await happenedSince(matter, form);
    const seen = await newestEvent(manager, matter);
    const foretold = await foretell(app, (tx) => act.run(tx, id, input, by));
    if (!foretold) return showPage(response, 'board-act-busy', pageOf(response, opened), 503);
    if (foretold.result) return showRefusal(response, opened, foretold.result, form);
    const mails = foretold.mails.map(({ kind, locale, facts, name, address }) => ({
      kind,
      to: name || address,
      ...renderMail(kind, locale, facts as never, { ...app.config, maskLinks: true }),
    }));
    const hidden = Object.entries({ ...form, seen, step: 'confirm' }).map(([name, value]) => ({ name, value }));
    const again = hidden.map((field) => (field.name === 'step' ? { ...field, value: 'edit' } : field));
    const chosen = sayChosen(matter.fields, form, speechOf(response));
    showPage(
      response,
      'board-act-confirm',
      {
        ...pageOf(response, opened),
        mails,
        hidden,
        again,
        happened,
        chosen,
        remarks: await remarksOf(response, opened, input),
        reason: by.reason,
        final: opened.act.final,
      },
      happened.length > 0 ? 409 : 200,
    );
  }

  async function carryOut(response: Response, opened: Opened, form: Form, input: object, by: By): Promise<void> {
    const { act, id, matter } = opened;
    try {
      const refusal = await transact(app, async (tx) => {
        const outcome = await act.run(tx, id, input, by);
        if ((await eventsAfter(tx.manager, matter, seenIn(form))).length > 0) throw new Overtaken();
        return outcome;
      });
      if (refusal) return showRefusal(response, opened, refusal, form);
      await act.after?.(app, queues);
      response.redirect(303, `${matter.page}?done=${act.name}&of=${encodeURIComponent(id)}`);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      await showConfirmation(response, opened, form, input, by);
    }
  }

  /** Says why nothing was done, as things are now, and what others did since the form was opened. */
  async function showRefusal(response: Response, opened: Opened, refusal: string, form: Form = {}): Promise<void> {
    const found = (await opened.act.find(app, opened.id, await readClock(manager))) ?? opened.matter;
    const matter = { ...found, roundId: opened.matter.roundId };
    const happened = form.seen === undefined ? [] : await happenedSince(matter, form);
    // Where another choice may still do, the form is open.
    const again = !matter.refused && matter.fields.length > 0;
    const data = { ...pageOf(response, { ...opened, matter }), refusal, happened, again };
    showPage(response, 'board-act-refused', data, 409);
  }

  const happenedSince = (matter: Matter, form: Form): Promise<Happening[]> =>
    eventsAfter(manager, matter, seenIn(form));

  const remarksOf = async (response: Response, { act, id }: Opened, input: object | null) =>
    (input && (await act.remarks?.(app, id, input, speechOf(response)))) ?? [];

  const speechOf = (response: Response) => ({ locale: watcherOf(response).locale, timeZone: app.config.timeZone });

  const pageOf = (response: Response, { act, id, matter }: Opened) => ({
    act: act.name,
    values: sayValues(matter.values, speechOf(response)),
    back: matter.page,
    path: `/board/acts/${act.name}/${encodeURIComponent(id)}`,
  });

  return routes;
}

const seenIn = (form: Form) => (/^\d{1,18}$/.test(form.seen ?? '') ? (form.seen as string) : '0');
