import { expect, test } from '@jest/globals';
import { diceOf } from '../../src/forecast/dice.js';
import { type ForecastInput, type ForecastPosition, playRound } from '../../src/forecast/forecast.rule.js';
import { outcomesOf } from '../../src/forecast/outcome.rule.js';
import { runForecast } from '../../src/forecast/run-forecast.js';
import { instants } from '../support/calendar.js';
import { OSLO, position } from '../support/position-state.js';

const one = (id: string): ForecastPosition => ({
  ...position(2, 'abcdef'),
  ...{ id, course: `TDT${id}`, kind: 'learning-assistant', instants },
});
const input = (runs: number): ForecastInput => ({
  ...{ now: instants.rateDue, timeZone: OSLO, pause: null, resumed: [], runs, seed: 7 },
  positions: ['P1', 'P2', 'P3'].map(one),
  behaviour: { rounds: [], courses: {}, delays: { accept: [], decline: [] }, ratings: [], suitable: 1, demand: [] },
});

test('in its own thread a forecast is what it is in this one, and the same again', async () => {
  const outcomes = outcomesOf(input(50));
  for (let run = 0; run < 50; run += 1) outcomes.add(playRound(input(50), run, diceOf));
  const { signal } = new AbortController();
  const here = outcomes.sum();
  expect(await runForecast(input(50), { signal })).toEqual(here);
  expect(await runForecast(input(50), { signal })).toEqual(here);
  expect(await runForecast({ ...input(50), seed: 8 }, { signal })).not.toEqual(here);
  // Six openings, and never more.
  expect(here.openings).toBe(6);
  expect(here.days.at(-1)?.p90).toBeLessThanOrEqual(6);
  // The ratings are due a minute before midnight.
  expect(here.days[0]?.at).toEqual(new Date('2026-11-05T23:00:00Z'));
});

test('it tells how far it has come, and ends when it is told to', async () => {
  const stop = new AbortController();
  const told: number[] = [];
  const ended = runForecast(input(1_000_000), {
    signal: stop.signal,
    progressed: (done) => {
      told.push(done);
      if (told.length === 2) stop.abort(new Error('Enough.'));
    },
  });
  await expect(ended).rejects.toThrow('Enough.');
  expect(told[1]).toBeGreaterThan(told[0] as number);
  expect(told[1]).toBeLessThan(1_000_000);
  await expect(runForecast(input(1), { signal: stop.signal })).rejects.toThrow('Enough.');
});
