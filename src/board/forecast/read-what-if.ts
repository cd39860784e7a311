import { z } from 'zod';
import type { Standing } from '../../forecast/read-standing.js';
import { type WhatIf, type WhatIfFault, whatIfFaults } from '../../forecast/what-if.js';
import { ANSWER_WINDOW } from '../../process/offer/answer-time.rule.js';
import { instantsOf } from '../../rounds/calendar.js';
import { movableEntries } from '../../rounds/calendar-change.rule.js';
import { type Faults, faultsOf, whole } from '../../web/form.js';
import { localTime } from '../acts/local-time.js';

/** The deadlines that bear on the offers, in the order in which they are asked for. */
export const WONDERED = ['applyDue', 'rateDue', 'offersAt', 'closesAt'] as const;

/** What a watcher wonders about, or what is wrong with it, as keys of the board's messages by field. */
export type ReadWhatIf =
  | { readonly whatIf: WhatIf; readonly faults: null }
  | { readonly whatIf: null; readonly faults: Faults };

/** A field that may be left empty, and else is as `schema` has it. */
const optional = <T>(schema: z.ZodType<T>) =>
  z
    .string()
    .trim()
    .catch('')
    .transform((given, context) => {
      if (given === '') return undefined;
      const { data, error } = schema.safeParse(given);
      if (error) context.addIssue({ code: 'custom', message: error.issues[0]?.message ?? '' });
      return data;
    });

const schema = z.object({
  ...Object.fromEntries(WONDERED.map((entry) => [entry, optional(localTime)])),
  answerDays: optional(whole(1, 90, 'forecast.faults.days')),
  pauseFrom: optional(localTime),
  pauseUntil: optional(localTime),
});
const openings = whole(1, 999, 'forecast.faults.openings');

/**
 * Reads what a watcher wonders about from the query of the page: a field for each deadline, and `openings.<id>` for each
 * position. What is empty, or as it is now, is not wondered about.
 */
export function readWhatIf(
  query: Readonly<Record<string, unknown>>,
  standing: Standing,
  now: Date,
  timeZone: string,
): ReadWhatIf {
  const parsed = schema.safeParse(query);
  const sizes = standing.positions.flatMap(({ id, openings: size }) => {
    const given = query[`openings.${id}`];
    return typeof given === 'string' && given.trim() !== String(size) ? [[id, openings.safeParse(given)] as const] : [];
  });
  const wrong = sizes.flatMap(([id, size]) => (size.success ? [] : [[`openings.${id}`, 'forecast.faults.openings']]));
  if (!parsed.success || wrong.length > 0)
    return { whatIf: null, faults: { ...(parsed.error && faultsOf(parsed.error)), ...Object.fromEntries(wrong) } };
  const { answerDays, pauseFrom: from, pauseUntil: until, ...times } = parsed.data;
  if (Boolean(from) !== Boolean(until))
    return { whatIf: null, faults: { [from ? 'pauseUntil' : 'pauseFrom']: 'forecast.faults.pause.both' } };
  const calendar = WONDERED.flatMap((entry) => {
    const time = (times as Partial<Record<string, string>>)[entry];
    return time && time !== standing.calendar[entry] ? [[entry, time] as const] : [];
  });
  const whatIf: WhatIf = {
    ...(calendar.length > 0 && { calendar: Object.fromEntries(calendar) }),
    ...(sizes.length > 0 && { openings: Object.fromEntries(sizes.map(([id, { data = 0 }]) => [id, data])) }),
    ...(answerDays !== undefined && answerDays !== ANSWER_WINDOW.days && { answerDays }),
    ...(from && until && { pause: { from, until } }),
  };
  const faults = whatIfFaults(standing, whatIf, now, timeZone);
  if (faults.length > 0) return { whatIf: null, faults: Object.fromEntries(faults.map(keyOf)) };
  return { whatIf, faults: null };
}

/** The field that a fault belongs to, and its message. */
function keyOf(fault: WhatIfFault): readonly [string, string] {
  if (fault.field === 'openings') return [`openings.${fault.positionId}`, 'forecast.faults.held'];
  if (fault.field === 'pause')
    return [fault.is === 'order' ? 'pauseUntil' : 'pauseFrom', `forecast.faults.pause.${fault.is}`];
  const { entry, is } = fault.fault;
  return [entry ?? 'closesAt', `faults.calendar.${'other' in fault.fault ? `${is}.${fault.fault.other}` : is}`];
}

/** The fields of the form, with what was given or how it is now. */
export function whatIfFields(
  query: Readonly<Record<string, unknown>>,
  standing: Standing,
  now: Date,
  timeZone: string,
) {
  const given = (name: string, otherwise: string) => {
    const value = query[name];
    return typeof value === 'string' ? value : otherwise;
  };
  const movable = movableEntries(instantsOf(standing.calendar, timeZone), now);
  return {
    times: WONDERED.filter((entry) => movable.includes(entry)).map((name) => ({
      name,
      value: given(name, standing.calendar[name]),
    })),
    answerDays: given('answerDays', String(ANSWER_WINDOW.days)),
    pause: standing.pausedAt ? null : { from: given('pauseFrom', ''), until: given('pauseUntil', '') },
    openings: standing.positions.map(({ id, course, openings: size }) => ({
      id: `openings.${id}`,
      course,
      value: given(`openings.${id}`, String(size)),
    })),
  };
}

/** The address of an act that makes true what was wondered about, by what it is; of answer days there is none. */
export function actsFor(roundId: string, { calendar, openings: sizes, pause }: WhatIf) {
  const segment = encodeURIComponent;
  return [
    ...(calendar
      ? [{ name: 'calendar', path: `/board/acts/move-deadlines/${segment(roundId)}?${new URLSearchParams(calendar)}` }]
      : []),
    ...Object.entries(sizes ?? {}).map(([id, size]) => ({
      name: 'openings',
      positionId: id,
      path: `/board/acts/change-openings/${segment(id)}?openings=${size}`,
    })),
    ...(pause
      ? [{ name: 'pause', path: `/board/acts/plan-pause/${segment(roundId)}?${new URLSearchParams(pause)}` }]
      : []),
  ];
}
