import type { Act, Diary } from './diary.js';

/** What moving through time needs; the rehearsal's parts in real life, plain functions in tests. */
export interface Stage {
  readonly clock: { readonly now: Date; moveTo(instant: Date): Promise<void> };
  readonly diary: Diary;
  /** Waits until the system is done with the present instant; gives the next one at which it has to do something. */
  untilStill(): Promise<Date | null>;
  /** Lets everybody read the mail that has come; they note in the diary what they will do about it. */
  deliver(): void;
  /** Does an act; what goes wrong in it is the one's own matter who acts. */
  perform(act: Act): Promise<void>;
  /** Called after each move. */
  moved?(): void;
  /** Time does not go past this instant. */
  readonly end: Date;
}

/** Lanes that are at work at one time. */
const LANES_AT_ONCE = 8;

/**
 * Plays until nothing is left to happen. Time stands still while the system works and while people act, then goes
 * straight to the next instant at which anything is due or anybody acts. At each instant the system comes first.
 * @returns the instant at which nothing was left
 * @throws Error when something would still happen after `stage.end`
 */
export async function playToTheEnd(stage: Stage): Promise<Date> {
  for (;;) {
    const due = await stage.untilStill();
    stage.deliver();
    const lanes = stage.diary.takeDue(stage.clock.now);
    if (lanes.length > 0) {
      await performAll(lanes, stage.perform);
      continue;
    }
    const next = earlier(due, stage.diary.next());
    if (!next) return stage.clock.now;
    if (next > stage.end)
      throw new Error(`The rehearsal does not end: something is due at ${next.toISOString()}, long after all rounds.`);
    await stage.clock.moveTo(next);
    stage.moved?.();
  }
}

async function performAll(lanes: readonly (readonly Act[])[], perform: Stage['perform']): Promise<void> {
  const waiting = lanes.values();
  const work = async () => {
    for (const lane of waiting) for (const act of lane) await perform(act);
  };
  await Promise.all(Array.from({ length: LANES_AT_ONCE }, work));
}

const earlier = (a: Date | null, b: Date | null) => (a && b ? (a < b ? a : b) : (a ?? b));
