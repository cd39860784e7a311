import { z } from 'zod';
import { answersSeen } from '../forecast/behaviour.rule.js';
import type { Band, Forecast } from '../forecast/outcome.rule.js';
import { readStanding, type Standing } from '../forecast/read-standing.js';
import { runForecast } from '../forecast/run-forecast.js';
import { likelyReasons, sayChance } from '../forecast/say-chance.js';
import { inputOf, type WhatIf, type WhatIfFault, whatIfFaults } from '../forecast/what-if.js';
import { readClock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { databaseAt } from '../platform/database.js';
import { progressOn } from '../platform/progress.js';
import { Refusal } from '../platform/refusal.js';
import { openStore } from '../platform/stores.js';
import { CALENDAR } from '../rounds/calendar.js';
import { type Output, tell } from './output.js';

const LOCAL = /^2\d{3}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/;
const LOCAL_FAULT = 'Write the time as 2027-02-18T12:00.';
const local = z.string().regex(LOCAL, LOCAL_FAULT);
const numberIn = (least: number, most: number) =>
  z.coerce.number(`Write a whole number from ${least} to ${most}.`).int().min(least).max(most);

const options = z.object({
  runs: numberIn(10, 100_000),
  seed: numberIn(0, 999_999_999),
  answerDays: numberIn(1, 90).optional(),
  move: z
    .array(
      z.string().transform((given, context) => {
        const [entry, time = ''] = given.split('=');
        const known = CALENDAR.find((one) => one === entry);
        if (known && LOCAL.test(time)) return [known, time] as const;
        context.addIssue({
          code: 'custom',
          message: `Write closesAt=2027-02-18T12:00; there are ${CALENDAR.join(', ')}.`,
        });
        return z.NEVER;
      }),
    )
    .default([]),
  openings: z
    .array(
      z.string().transform((given, context) => {
        const match = /^(.+)=(\d{1,3})$/.exec(given);
        if (match) return [match[1] as string, Number(match[2])] as const;
        context.addIssue({ code: 'custom', message: 'Write the id of the position and a number: P0003=4.' });
        return z.NEVER;
      }),
    )
    .default([]),
  pause: z
    .string()
    .transform((given, context) => {
      const [from = '', until = ''] = given.split('/');
      if (local.safeParse(from).success && local.safeParse(until).success) return { from, until };
      context.addIssue({ code: 'custom', message: 'Write both times: 2026-12-20T00:00/2027-01-04T00:00.' });
      return z.NEVER;
    })
    .optional(),
});

/**
 * `stafett forecast ROUND`: how a round will go, from how it stands now and how people behave; nothing is changed. Ctrl-C
 * ends it.
 * @throws Refusal when there is no such round, an option does not fit, or nothing is known of its openings yet
 */
export async function forecastCommand(config: Config, roundId: string, given: object, output: Output): Promise<void> {
  const parsed = options.safeParse(given);
  if (!parsed.success)
    throw new Refusal(parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`).join('\n'));
  const { runs, seed, move, openings, ...rest } = parsed.data;
  const whatIf: WhatIf = { ...rest, calendar: Object.fromEntries(move), openings: Object.fromEntries(openings) };
  const { timeZone } = config;
  const store = await openStore(config, output.say);
  const database = await databaseAt(store.url, 2).initialize();
  const progress = progressOn(process.stderr, output.say);
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Refusal('The forecast was interrupted.'));
  process.once('SIGINT', interrupt);
  try {
    const { standing, now } = await database.transaction('REPEATABLE READ', async (manager) => {
      const read = await readClock(manager);
      return { standing: await readStanding(manager, roundId, read, timeZone), now: read };
    });
    if (!standing) throw new Refusal(`There is no round "${roundId}".`);
    if (standing.positions.length === 0)
      throw new Refusal(`Of ${roundId} no openings are known yet: there is a forecast once its demand is reported.`);
    const faults = whatIfFaults(standing, whatIf, now, timeZone);
    if (faults.length > 0) throw new Refusal(faults.map(sayFault).join('\n'));
    const input = inputOf(standing, whatIf, { now, timeZone, runs, seed });
    const forecast = await runForecast(input, {
      signal: stop.signal,
      progressed: (done) => progress.show(() => `Run ${done} of ${runs} …`),
    });
    progress.end();
    tell(output, linesOf(standing, forecast, timeZone), { round: roundId, from: now, seed, ...forecast });
  } finally {
    progress.end();
    process.off('SIGINT', interrupt);
    await database.destroy();
    await store.close();
  }
}

function sayFault(fault: WhatIfFault): string {
  if (fault.field === 'openings')
    return fault.held === null
      ? `--openings: There is no position ${fault.positionId} with openings in this round.`
      : `--openings: ${fault.positionId} has ${fault.held} openings filled or offered; it cannot have fewer.`;
  if (fault.field === 'pause')
    return {
      paused: '--pause: The round rests already. The forecast takes it to go on now.',
      'not-ahead': '--pause: It has to begin later than now.',
      order: '--pause: It has to end after it begins.',
    }[fault.is];
  const { fault: wrong } = fault;
  return `--move: ${wrong.entry} ${'other' in wrong ? `must lie ${wrong.is} ${wrong.other}` : { passed: 'has been reached', 'not-ahead': 'must lie ahead', nothing: 'is the same' }[wrong.is]}.`;
}

function linesOf({ positions, behaviour }: Standing, forecast: Forecast, timeZone: string): string[] {
  const day = dayOf(timeZone);
  const end = forecast.days.at(-1);
  const seen = answersSeen(behaviour);
  const rows = forecast.positions
    .map((one, index) => ({ ...one, course: positions[index]?.course ?? '' }))
    .sort((a, b) => a.chance - b.chance)
    .map(({ id, course, openings, filled, chance, filledBy, lastOffer, reasons }) => [
      id,
      course,
      `${filled} of ${openings}`,
      sayChance(chance, 'en'),
      ...(filled >= openings ? ['filled', '', ''] : bandOf(filledBy, (at) => (at ? day(at) : 'never'))),
      lastOffer.p90 ? day(lastOffer.p90) : '–',
      likelyReasons({ reasons })
        .map(({ reason, share }) => `${reason} ${sayChance(share, 'en')}`)
        .join(', '),
    ]);
  return [
    seen > 0
      ? `${forecast.runs} runs; people behave as in ${seen} answers of ${behaviour.rounds.map(({ round }) => round).join(', ')}.`
      : `${forecast.runs} runs; no earlier answers are known: of offers 60% are accepted and 15% declined, within twelve days.`,
    ...(end
      ? [`In the end ${end.p50} of ${forecast.openings} openings are filled (8 of 10 runs: ${end.p10} to ${end.p90}).`]
      : []),
    '',
    'Chance: that every opening of a position is filled in the end; then by when, in so many of the runs.',
    'Last offer: in nine of ten runs none goes out later.',
    '',
    ...aligned([['position', 'course', 'filled', 'chance', '10%', '50%', '90%', 'last offer', 'why not'], ...rows]),
  ];
}

const bandOf = <T>({ p10, p50, p90 }: Band<T>, say: (value: T) => string) => [p10, p50, p90].map(say);

const dayOf = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  return (at: Date) => format.format(at);
};

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
