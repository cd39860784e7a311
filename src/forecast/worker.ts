import { parentPort, workerData } from 'node:worker_threads';
import { diceOf } from './dice.js';
import { type ForecastInput, playRound } from './forecast.rule.js';
import { type Forecast, outcomesOf } from './outcome.rule.js';

/** What the thread says: how many runs are done, or what they come to. */
export type Message = { readonly done: number } | { readonly forecast: Forecast };

const SAY_EVERY_MS = 100;

const input = workerData as ForecastInput;
const say = (message: Message) => parentPort?.postMessage(message);
const outcomes = outcomesOf(input);
let saidAt = performance.now();
for (let run = 0; run < input.runs; run += 1) {
  outcomes.add(playRound(input, run, diceOf));
  if (performance.now() - saidAt < SAY_EVERY_MS) continue;
  saidAt = performance.now();
  say({ done: run + 1 });
}
say({ forecast: outcomes.sum() });
