import { z } from 'zod';
import type { App } from '../../platform/app.js';
import { readClock } from '../../platform/clock.js';
import { message } from '../../platform/messages.js';
import { extendRating } from '../../process/extend-rating.js';
import { moveDeadlines, type WantedTimes } from '../../process/move-deadlines.js';
import { CALENDAR, type Calendar, type CalendarEntry, instantsOf } from '../../rounds/calendar.js';
import { type CalendarFault, calendarChangeFaults, movableEntries } from '../../rounds/calendar-change.rule.js';
import { adviseAhead } from '../calendar-advice.js';
import { act, type Field } from './act.js';
import { localTime } from './local-time.js';
import { positionPath } from './read-applicant.js';

interface Round {
  readonly campusId: string;
  readonly endsOnWorkingDays: boolean;
  readonly campus: string;
  readonly semester: string;
  readonly calendar: Calendar;
  readonly paused: boolean;
  /** What was moved last, as it was before. */
  readonly before: WantedTimes | null;
}

async function readRound(app: App, id: string): Promise<Round | null> {
  const [round] = await app.database.query<Round[]>(
    `select k.id as "campusId", r.ends_on_working_days as "endsOnWorkingDays", k.name as campus, r.semester, r.calendar,
       r.paused_at is not null as paused,
       (select e.data->'from' from event e where e.round_id = r.id and e.kind = 'deadlines-moved'
        order by e.id desc limit 1) as before
     from round r join campus k on k.id = r.campus_id where r.id = $1`,
    [id],
  );
  return round ?? null;
}

/** Gives deadlines of a round other times. */
export const movingDeadlines = act<WantedTimes>({
  name: 'move-deadlines',
  schema: z.object(
    Object.fromEntries(CALENDAR.map((entry) => [entry, localTime.optional()])),
  ) as unknown as z.ZodType<WantedTimes>,
  undo: 'move-deadlines',
  async find(app, id, now) {
    const round = await readRound(app, id);
    if (!round) return null;
    const { timeZone } = app.config;
    const movable = movableEntries(instantsOf(round.calendar, timeZone), now);
    const field = (entry: CalendarEntry): Field => {
      const before = round.before?.[entry];
      return { name: entry, type: 'datetime-local', value: round.calendar[entry], ...(before && { before }) };
    };
    return {
      roundId: id,
      positionId: null,
      values: { round: { campus: round.campus, semester: round.semester } },
      fields: movable.map(field),
      page: `/board/rounds/${encodeURIComponent(id)}`,
      refused: round.paused ? 'paused' : movable.length === 0 ? 'over' : null,
    };
  },
  async check(app, id, wanted, now) {
    const round = await readRound(app, id);
    if (!round) return null;
    const current = instantsOf(round.calendar, app.config.timeZone);
    const then = instantsOf({ ...round.calendar, ...wanted }, app.config.timeZone);
    const faults = calendarChangeFaults(current, then, now);
    const [first = 'closesAt'] = movableEntries(current, now);
    return faults.length > 0 ? Object.fromEntries(faults.map((fault) => [fault.entry ?? first, keyOf(fault)])) : null;
  },
  async remarks(app, id, wanted, speech) {
    const round = await readRound(app, id);
    if (!round) return [];
    const now = await readClock(app.database.manager);
    const calendar = { ...round.calendar, ...wanted };
    const advice = await adviseAhead(app.database.manager, calendar, round, speech, now);
    return advice.map(({ entry, text }) => ({ about: message(speech.locale, 'board', 'calendar', { entry }), text }));
  },
  run: (tx, roundId, wanted, by) => moveDeadlines(tx, { ...by, roundId, wanted }),
});

const keyOf = (fault: CalendarFault) => `faults.calendar.${'other' in fault ? `${fault.is}.${fault.other}` : fault.is}`;

interface Position {
  readonly roundId: string;
  readonly course: string;
  readonly calendar: Calendar;
  readonly due: string | null;
  readonly open: boolean;
  /** Whether it was given a deadline before, and what it had before that: null stands for the round's. */
  readonly moved: { readonly from: string | null } | null;
}

async function readPosition(app: App, id: string): Promise<Position | null> {
  const [position] = await app.database.query<Position[]>(
    `select p.round_id as "roundId", p.course, r.calendar, p.rate_due as due,
       p.announced_at is not null and p.rated_at is null and p.settled_at is null as open,
       (select json_build_object('from', e.data->>'from') from event e
        where e.position_id = p.id and e.kind = 'rating-extended' order by e.id desc limit 1) as moved
     from position p join round r on r.id = p.round_id where p.id = $1`,
    [id],
  );
  return position ?? null;
}

/** Gives one position a deadline of its own for its rating. */
export const extendingRating = act({
  name: 'extend-rating',
  schema: z.object({ due: localTime }),
  undo: 'extend-rating',
  async find(app, id) {
    const position = await readPosition(app, id);
    if (!position) return null;
    const { roundId, course, calendar, due, open, moved } = position;
    const instants = instantsOf(calendar, app.config.timeZone);
    return {
      roundId,
      positionId: id,
      values: { course, round: instants.rateDue, closes: instants.closesAt },
      fields: [
        {
          name: 'due',
          type: 'datetime-local',
          value: due !== null && due > calendar.rateDue ? due : calendar.rateDue,
          ...(moved && { before: moved.from ?? calendar.rateDue }),
        },
      ],
      page: positionPath(id),
      refused: open ? null : 'closed',
    };
  },
  run: (tx, positionId, { due }, by) => extendRating(tx, { ...by, positionId, due }),
});
