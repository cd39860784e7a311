import { Router } from 'express';
import { z } from 'zod';
import { formOf } from '../../links/link.routes.js';
import { foretell } from '../../outbox/foretell.js';
import { renderMail } from '../../outbox/render.js';
import { type App, transact } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { recordEvents } from '../../platform/events.js';
import { RECURRING } from '../../recurring.js';
import { nextRuns } from '../../timetable/cron.js';
import { readLastRun } from '../../timetable/last-run.js';
import { type Recurring, runNow } from '../../timetable/recurring.js';
import { SUBJECTS } from '../../timetable/stages.js';
import { notFound } from '../../web/errors.js';
import { parseForm } from '../../web/form.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { readGone } from '../systems/read-deliveries.js';
import type { Scope, Watcher } from '../watcher.js';
import { readFailing } from './read-failing.js';
import { readLatest } from './read-latest.js';

const RUNS_SHOWN = 5;
// They are read every minute; one that fails may mean no more than a server that starts again.
const BOUNCES_LATE_S = 600;
const PAGE = '/board/machinery';

const subject = z.object({ stage: z.enum(SUBJECTS), id: z.string().max(200) });

/** Whoever runs Stafett sees all that stands still: it names courses, and no students. */
const scopeOf = ({ mayOperate, scope }: Watcher): Scope => (mayOperate ? 'all' : scope);

/** What runs by itself: what stands still and why, the timetable, the sweep. */
export function machineryRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone } = app.config;

  routes.get('/machinery', async (request, response) => {
    const now = await readClock(manager);
    const watcher = watcherOf(response);
    showPage(response, 'board-machinery', {
      now,
      gone: watcher.mayOperate && (await readGone(manager, now)).length > 0,
      failing: await readFailing(manager, scopeOf(watcher), now),
      tasks: await Promise.all(RECURRING.map((task) => taskView(task, now))),
      sweep: await readLatest(manager, 'sweep'),
      bounces: await readBounces(),
      ran: RECURRING.find(({ name }) => name === request.query.ran)?.name,
      tried: request.query.tried !== undefined,
    });
  });

  /** Has a subject that stands still tried again at once. That never does anything twice: it looks at what is due. */
  routes.post('/machinery/again', async (request, response) => {
    const { data } = parseForm(subject, formOf(request));
    const now = await readClock(manager);
    const failing = await readFailing(manager, scopeOf(watcherOf(response)), now);
    const found = failing.find(({ stage, id }) => stage === data?.stage && id === data.id);
    if (!found) return response.redirect(303, PAGE);
    const { stage, id, roundId } = found;
    await transact(app, async (tx) => {
      await tx.manager.query(`update subject set retry_at = null where stage = $1 and id = $2`, [stage, id]);
      await recordEvents(tx, [
        { kind: 'task-retried', actorId: watcherOf(response).id, ...(roundId && { roundId }), data: { stage, id } },
      ]);
      tx.alarms.push({ queue: stage, id, dueAt: now });
    });
    response.redirect(303, `${PAGE}?tried`);
  });

  routes.get('/machinery/tasks/:name', async (request, response) => {
    const task = RECURRING.find(({ name }) => name === request.params.name);
    if (!task) return notFound(request, response);
    const foretold = await foretell(app, (tx) => runNow(app, tx, task));
    if (!foretold) return response.redirect(303, PAGE);
    const mails = foretold.mails.map(({ kind, locale, facts, name, address }) => ({
      to: name || address,
      ...renderMail(kind, locale, facts as never, { ...app.config, maskLinks: true }),
    }));
    showPage(response, 'board-run-task', { task: await taskView(task, await readClock(manager)), mails });
  });

  routes.post('/machinery/tasks/:name', async (request, response) => {
    const task = RECURRING.find(({ name }) => name === request.params.name);
    if (!task) return notFound(request, response);
    await transact(app, async (tx) => {
      const did = await runNow(app, tx, task);
      await recordEvents(tx, [{ kind: 'task-run', actorId: watcherOf(response).id, data: { task: task.name, did } }]);
    });
    response.redirect(303, `${PAGE}?ran=${task.name}`);
  });

  /** When the bounces were read last, and whether that is too long ago; null where no mailbox is set for them. */
  async function readBounces() {
    const latest = await readLatest(manager, 'bounces');
    return latest || app.config.imapUrl ? { latest, late: !latest || latest.age > BOUNCES_LATE_S } : null;
  }

  async function taskView({ name, pattern }: Recurring, now: Date) {
    const next = nextRuns(pattern, now, timeZone, RUNS_SHOWN);
    return { name, pattern, next, last: await readLastRun(manager, name) };
  }

  return routes;
}
