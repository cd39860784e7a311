import { STEPS, type Step } from '../../platform/steps.js';
import type { Dice } from '../robots/dice.js';

/** What a daemon passes by and can be killed at: a step, or before any query to the database. */
export type Place = Step | 'query';

/** How a daemon's life ends: by SIGKILL, when it comes by the place for that time. */
export interface Life {
  readonly place: Place;
  readonly times: number;
}

/** In which variable a daemon of a rehearsal reads how its life ends: `mail-claimed 7`. */
export const LIFE_VARIABLE = 'STAFETT_REHEARSED_LIFE';

// So many steps, or queries, does a daemon take on average: a few mails or decisions, so that the sample semester sees
// two hundred deaths, and yet more than it takes to start.
const STEPS_OF_A_LIFE = 6;
const QUERIES_OF_A_LIFE = 200;

/** The lives of one rehearsal, one after another without end. Each place has its turn before any has its next. */
export function* livesOf(dice: Dice): Generator<Life, never> {
  for (;;) {
    const places: Place[] = [...STEPS, 'query', 'query'];
    while (places.length > 0) {
      const [place = 'query'] = places.splice(Math.floor(dice.roll() * places.length), 1);
      const mean = place === 'query' ? QUERIES_OF_A_LIFE : STEPS_OF_A_LIFE;
      yield { place, times: 1 + Math.floor(dice.roll() * 2 * mean) };
    }
  }
}
