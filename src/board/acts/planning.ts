import { z } from 'zod';
import type { App } from '../../platform/app.js';
import { message } from '../../platform/messages.js';
import { sayInstant } from '../../platform/say-time.js';
import { cancelPause, planPause } from '../../process/plan-pause.js';
import { CALENDAR, type Calendar, instantsOf } from '../../rounds/calendar.js';
import { christmasPause } from '../../rounds/christmas.rule.js';
import { readDaysOff } from '../../rounds/days-off/read-days-off.js';
import { daysPaused, postponed } from '../../rounds/postpone.js';
import { dateLater, instantOf, localDate } from '../../rounds/wall-clock.js';
import { act, type Matter } from './act.js';
import { localTime } from './local-time.js';

interface Row {
  campusId: string;
  campus: string;
  semester: string;
  calendar: Calendar;
  paused: boolean;
  planned: boolean;
  begun: boolean;
  /** When each open offer ends. */
  ends: string[];
}

async function readRound({ database }: App, id: string): Promise<Row | null> {
  const [round] = await database.query<Row[]>(
    `select k.id as "campusId", k.name as campus, r.semester, r.calendar, r.paused_at is not null as paused,
       s.round_id is not null as planned, coalesce(s.begun, false) as begun,
       (select coalesce(json_agg(o.expires_at order by o.expires_at), '[]') from offer o
        join position p on p.id = o.position_id where p.round_id = r.id and o.state = 'open') as ends
     from round r join campus k on k.id = r.campus_id left join planned_pause s on s.round_id = r.id where r.id = $1`,
    [id],
  );
  return round ?? null;
}

const matterOf = (id: string, { campus, semester, begun }: Row): Omit<Matter, 'fields'> => ({
  roundId: id,
  positionId: null,
  values: { round: { campus, semester }, begun },
  page: `/board/rounds/${encodeURIComponent(id)}`,
});

// Longer is a slip in the year.
const MOST_DAYS = 100;

/** Has a round rest from one time to another, as over Christmas, which is proposed where it is ahead. */
export const planning = act({
  name: 'plan-pause',
  schema: z
    .object({ from: localTime, until: localTime })
    .refine(({ from, until }) => until > from, { path: ['until'], error: 'faults.until' })
    .refine(({ from, until }) => until.slice(0, 10) < dateLater(from.slice(0, 10), MOST_DAYS), {
      path: ['until'],
      error: 'faults.long-pause',
    }),
  undo: 'cancel-pause',
  async find(app, id, now) {
    const round = await readRound(app, id);
    if (!round) return null;
    const { timeZone } = app.config;
    const { campusId, calendar, ends } = round;
    const daysOff = await readDaysOff(app.database.manager, campusId, { from: now, until: now }, timeZone);
    const lastOffer = ends.length > 0 ? new Date(ends.at(-1) as string) : null;
    const course = { instants: instantsOf(calendar, timeZone), lastOffer };
    const today = localDate(now, timeZone);
    const week = { from: `${dateLater(today, 1)}T16:00`, until: `${dateLater(today, 8)}T08:00` };
    const rest = christmasPause(course, now, daysOff, timeZone) ?? week;
    return {
      ...matterOf(id, round),
      fields: (['from', 'until'] as const).map((name) => ({ name, type: 'datetime-local', value: rest[name] })),
      refused: round.paused ? 'paused' : round.planned ? 'planned' : null,
    };
  },
  async check(app, _id, { from }, now) {
    return instantOf(from, app.config.timeZone) > now ? null : { from: 'faults.calendar.not-ahead' };
  },
  async remarks(app, id, { from, until }, { locale, timeZone }) {
    const round = await readRound(app, id);
    if (!round) return [];
    const [startsAt, endsAt] = [instantOf(from, timeZone), instantOf(until, timeZone)];
    const days = daysPaused(startsAt, endsAt, timeZone);
    const [before, after] = [round.calendar, postponed(round.calendar, startsAt, days, timeZone)];
    const moved = CALENDAR.filter((entry) => before[entry] !== after[entry]).map((entry) => ({
      about: message(locale, 'board', 'calendar', { entry }),
      text: sayInstant(instantOf(after[entry], timeZone), locale, timeZone),
    }));
    const open = round.ends.filter((end) => new Date(end) > startsAt).length;
    const say = (key: string) => message(locale, 'board', `acts.plan-pause.${key}`, { open, days });
    return [...moved, ...(open > 0 ? [{ about: say('offers'), text: say('offers-moved') }] : [])];
  },
  run: (tx, roundId, { from, until }, by) =>
    planPause(tx, {
      ...by,
      roundId,
      startsAt: instantOf(from, tx.timeZone),
      endsAt: instantOf(until, tx.timeZone),
    }),
});

/** Takes a planned pause back, also one that has begun: then the round rests until somebody resumes it. */
export const cancelling = act({
  name: 'cancel-pause',
  schema: z.object({}),
  async find(app, id) {
    const round = await readRound(app, id);
    return round && { ...matterOf(id, round), fields: [], refused: round.planned ? null : 'none' };
  },
  run: (tx, roundId, _input, by) => cancelPause(tx, { ...by, roundId }),
});
