// Loaded before a daemon of a rehearsal that is to be killed, and nowhere else: counts how often the daemon comes by the
// place where its life ends, and kills it there, between two instructions.
import { subscribe } from 'node:diagnostics_channel';
import pg from 'pg';
import { STEP_CHANNEL } from '../../platform/steps.js';
import { LIFE_VARIABLE } from './lives.js';

const [place, times] = (process.env[LIFE_VARIABLE] ?? '').split(' ');
let left = Number(times);

function passBy(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

if (place === 'query') {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    passBy();
    return Reflect.apply(query, this, given);
  } as typeof query;
} else {
  subscribe(STEP_CHANNEL, (step) => {
    if (step === place) passBy();
  });
}
