/** What was started and has to be ended, in the reverse order, whatever happens in between. */
export class CleanUp {
  readonly #ends: (() => unknown)[] = [];

  /** Notes how to end what was just started. */
  defer(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Ends everything, also when an end fails. Throws the first failure. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (;;) {
      const end = this.#ends.pop();
      if (!end) break;
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
