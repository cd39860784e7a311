/** Something that a robot will do at an instant. */
export interface Act {
  readonly at: Date;
  /** What else touches the same matter, such as a position: acts of one lane are done one after the other. */
  readonly lane: string;
  /** The mail address of the one who acts. */
  readonly who: string;
  readonly run: () => Promise<void>;
}

/** What the robots mean to do, by instant. */
export class Diary {
  readonly #acts = new Map<number, Act[]>();

  /** Notes an act. */
  add(act: Act): void {
    const at = act.at.getTime();
    const others = this.#acts.get(at);
    if (others) others.push(act);
    else this.#acts.set(at, [act]);
  }

  /** The instant of the earliest act, null when nobody means to do anything. */
  next(): Date | null {
    let next: number | undefined;
    for (const at of this.#acts.keys()) if (next === undefined || at < next) next = at;
    return next === undefined ? null : new Date(next);
  }

  /**
   * Takes the acts that are due out of the diary.
   * @returns lanes of acts; both in an order that only depends on the acts
   */
  takeDue(now: Date): Act[][] {
    const due = [...this.#acts.entries()].filter(([at]) => at <= now.getTime());
    for (const [at] of due) this.#acts.delete(at);
    const lanes = new Map<string, Act[]>();
    for (const act of due.flatMap(([, planned]) => planned).sort(inOrder)) {
      const lane = lanes.get(act.lane);
      if (lane) lane.push(act);
      else lanes.set(act.lane, [act]);
    }
    return [...lanes.values()];
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const inOrder = (a: Act, b: Act) => a.at.getTime() - b.at.getTime() || compare(a.lane, b.lane) || compare(a.who, b.who);
