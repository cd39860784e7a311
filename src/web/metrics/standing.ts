import type { Queue } from 'bullmq';
import { Gauge, type Registry } from 'prom-client';
import type { App } from '../../platform/app.js';
import { NOW_SQL } from '../../platform/clock.js';
import { trouble } from '../../platform/trouble.js';
import { within } from '../../platform/within.js';

// Prometheus waits for ten seconds, unless it was told otherwise.
const ANSWER_MS = 5_000;

const JOB_STATES = ['waiting', 'prioritized', 'active', 'delayed', 'failed'] as const;

/**
 * How the whole system stands, the same from whichever daemon one asks.
 * @returns reads it anew into the registry; a store that does not answer is noted as down, and the rest is told all the same
 */
export function standing(app: App, queues: readonly Queue[], registry: Registry): () => Promise<void> {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `stafett_${name}`, help, labelNames, registers: [registry] });

  const up = gauge('store_up', 'Whether a store answers.', 'store');
  const offers = gauge('offers', 'Offers by state.', 'state');
  const unreached = gauge(
    'offers_unreached',
    'Open offers whose clock stands, since their mail was refused or came back.',
  );
  const overdue = gauge('overdue', 'Subjects, mails and deliveries that are due.', 'queue');
  const lag = gauge('due_lag_seconds', 'For how long what is due longest has been due.', 'queue');
  const failing = gauge('subjects_failing', 'Subjects that could not be advanced the last time.', 'stage');
  const ran = gauge('last_run_timestamp_seconds', 'When the sweep or a recurring task ended last.', 'name');
  const jobs = gauge('queue_jobs', 'Jobs in a queue.', 'queue', 'state');
  const paused = gauge('queue_paused', 'Whether a queue takes no jobs.', 'queue');
  const read = (store: string, gauges: readonly Gauge[], work: () => Promise<void>) => {
    const answer = within(ANSWER_MS, work);
    const down = trouble(
      (error) => app.log.warn({ err: error, store }, 'metrics-incomplete'),
      () => app.log.info({ store }, 'metrics-complete-again'),
    );
    return async () => {
      try {
        await answer();
        down.ends();
        up.set({ store }, 1);
      } catch (error) {
        down.begins(error);
        up.set({ store }, 0);
        for (const one of gauges) one.reset();
      }
    };
  };

  const readDatabase = read('database', [offers, unreached, overdue, lag, failing, ran], async () => {
    const rows = await app.database.query<Row[]>(STANDING);
    for (const one of [offers, overdue, lag, failing, ran]) one.reset();
    for (const { what, name, value } of rows) {
      if (what === 'offers') offers.set({ state: name }, value);
      else if (what === 'unreached') unreached.set(value);
      else if (what === 'overdue') overdue.set({ queue: name }, value);
      else if (what === 'lag') lag.set({ queue: name }, value);
      else if (what === 'failing') failing.set({ stage: name }, value);
      else ran.set({ name }, value);
    }
  });
  const readQueues = read('queue', [jobs, paused], async () => {
    await Promise.all(
      queues.map(async (queue) => {
        const counts = await queue.getJobCounts(...JOB_STATES);
        for (const state of JOB_STATES) jobs.set({ queue: queue.name, state }, counts[state] ?? 0);
        paused.set({ queue: queue.name }, (await queue.isPaused()) ? 1 : 0);
      }),
    );
  });
  return async () => void (await Promise.all([readDatabase(), readQueues()]));
}

interface Row {
  readonly what: 'offers' | 'unreached' | 'overdue' | 'lag' | 'failing' | 'ran';
  readonly name: string;
  readonly value: number;
}

// Of what is due, whatever waits for a next try after a failure counts too: it is late all the same.
const STANDING = `
  with now as (select ${NOW_SQL} as at from clock), due as (
    select stage as queue, next_due_at from subject, now where next_due_at <= now.at and not paused
    union all
    select 'mail', next_due_at from mail, now where state = 'waiting' and next_due_at <= now.at
    union all
    select 'webhook', next_due_at from webhook_delivery, now where state = 'waiting' and next_due_at <= now.at
  )
  select 'offers' as what, state as name, count(*)::float as value from offer group by state
  union all select 'unreached', '', count(distinct m.offer_id) from mail m
    join offer o on o.id = m.offer_id and o.state = 'open'
    where m.kind = 'offer' and m.state in ('rejected', 'bounced') and not exists (
      select from mail n where n.offer_id = m.offer_id and n.kind = 'offer' and n.created_at > m.created_at)
  union all select 'overdue', queue, count(*) from due group by queue
  union all select 'lag', queue, extract(epoch from (select at from now) - min(next_due_at)) from due group by queue
  union all select 'failing', stage, count(*) from subject where failures > 0 group by stage
  union all select 'ran', name, extract(epoch from ran_at) from last_run`;
