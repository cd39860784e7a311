import type { Client } from 'pg';
import type { ReceivedMail } from '../mailbox.js';
import { diceOf } from '../robots/dice.js';
import { type Life, livesOf, type Place } from './lives.js';

/** Daemons that are killed at places that chance picks, and what that may do to the mails: send one again that was in hand. */
export class Chaos {
  readonly #lives: Iterator<Life, never>;
  readonly #tally = new Map<Place, number>();
  /** At how many deaths a mail was due, by its id: it may have been in the hands of the one who died. */
  readonly #inHand = new Map<string, number>();
  readonly #looks: Promise<void>[] = [];

  /** @param seed decides how every life ends */
  constructor(seed: number) {
    this.#lives = livesOf(diceOf(seed));
  }

  nextLife(): Life {
    return this.#lives.next().value;
  }

  /** Notes a death. */
  killed({ place }: Life, client: Client): void {
    this.#tally.set(place, (this.#tally.get(place) ?? 0) + 1);
    this.#looks.push(this.#lookInHand(client));
  }

  get kills(): number {
    return [...this.#tally.values()].reduce((sum, count) => sum + count, 0);
  }

  /** How often daemons were killed, and where. */
  toString(): string {
    const places = [...this.#tally].sort(([a], [b]) => (a < b ? -1 : 1)).map(([place, count]) => `${place} ${count}`);
    return `Daemons were killed ${this.kills} times: ${places.join(', ')}`;
  }

  /** Mails that came more often than deaths explain, as lines to read, and how many came again at all. */
  async examine(
    mails: readonly ReceivedMail[],
  ): Promise<{ readonly again: number; readonly faults: readonly string[] }> {
    await Promise.all(this.#looks);
    const arrivals = new Map<string, number>();
    for (const { messageId } of mails) arrivals.set(messageId, (arrivals.get(messageId) ?? 0) + 1);
    const resent = [...arrivals].filter(([, times]) => times > 1);
    const unexplained = resent.filter(([messageId, times]) => times - 1 > (this.#inHand.get(idOf(messageId)) ?? 0));
    return {
      again: mails.length - arrivals.size,
      faults: unexplained.map(([messageId, times]) => `Mail ${idOf(messageId)} came ${times} times for no reason.`),
    };
  }

  async #lookInHand(client: Client): Promise<void> {
    const { rows } = await client.query<{ id: string }>(
      `select mail.id from mail, clock where state = 'waiting' and next_due_at <= coalesce(clock.at, clock_timestamp())`,
    );
    for (const { id } of rows) this.#inHand.set(id, (this.#inHand.get(id) ?? 0) + 1);
  }
}

const idOf = (messageId: string) => messageId.replace(/^<|@.*$/g, '');
