import type { Diary } from '../diary.js';
import type { ReceivedMail } from '../mailbox.js';
import type { Browser } from './browser.js';

/** What the robots share. None of it is the database: they know what a person would know. */
export interface World {
  readonly timeZone: string;
  /** The address of the public page. */
  readonly home: string;
  readonly clock: { readonly now: Date };
  readonly diary: Diary;
  /** Each person has a browser of their own. */
  browserOf(address: string): Browser;
}

/** Reads a mail and notes in the diary what to do about it. */
export type Reader = (mail: ReceivedMail) => void;

/** Notes something to do at an instant, or at once when that has passed. */
export function plan(world: World, at: Date, lane: string, who: string, run: () => Promise<void>): void {
  const { now } = world.clock;
  world.diary.add({ at: at > now ? at : now, lane, who, run });
}

/** The address in a mail that opens its matter. */
export function linkIn(mail: ReceivedMail): string {
  const [link] = /https?:\/\/[^\s<>]+\/l\/[\w-]+\.[\w-]+/.exec(mail.text) ?? [];
  if (!link) throw new Error(`the mail of kind ${mail.kind} has no link`);
  return link;
}
