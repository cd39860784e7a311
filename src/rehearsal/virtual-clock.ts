import type { Client } from 'pg';
import { CLOCK_CHANNEL } from '../platform/clock.js';

/** The instant at which a rehearsal is: the database's clock row, moved from here alone. */
export class VirtualClock {
  #now: Date;

  private constructor(
    private readonly client: Client,
    start: Date,
  ) {
    this.#now = start;
  }

  /** Sets the database's clock to `start`, where it stands still until it is moved. */
  static async startAt(client: Client, start: Date): Promise<VirtualClock> {
    const clock = new VirtualClock(client, start);
    await clock.moveTo(start);
    return clock;
  }

  get now(): Date {
    return this.#now;
  }

  /** Moves the clock of the whole system and tells every daemon. */
  async moveTo(instant: Date): Promise<void> {
    // Before the commit, since the first mail of the new instant may be here before the answer to the query.
    this.#now = instant;
    await this.client.query({
      name: 'move',
      text: `with moved as (update clock set at = $1 returning at) select pg_notify($2, at::text) from moved`,
      values: [instant, CLOCK_CHANNEL],
    });
  }
}
