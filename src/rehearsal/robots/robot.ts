import type { Act, Diary } from '../diary.js';
import type { ReceivedMail } from '../mailbox.js';
import type { Browser } from './browser.js';
import type { Page } from './page.js';

/** What the robots share. None of it is the database: they know what a person would know. */
export interface World {
  readonly timeZone: string;
  /** The address of the public page. */
  readonly home: string;
  readonly clock: { readonly now: Date };
  readonly diary: Diary;
  /** Pages that may come instead of the expected one when contacts step in; none when they do not. */
  readonly upsets: readonly string[];
  /** Each person has a browser of their own. */
  browserOf(address: string): Browser;
}

/** What a contact who steps in can turn a page about an offer, a rating or a final list into. */
export const UPSETS = [
  ...['round-paused', 'offer-open', 'offer-expired', 'offer-withdrawn', 'offer-accepted', 'offer-declined'],
  ...['rating-form', 'rating-closed'],
];

const DAY_MS = 86_400_000;

/** Whoever meets the page of a paused round comes back the next day. @returns whether it is paused */
export function comesBack(world: World, page: Page, again: Omit<Act, 'at'>): boolean {
  if (page.state !== 'round-paused' && !page.root.querySelector('[data-warning="paused"]')) return false;
  world.diary.add({ ...again, at: new Date(world.clock.now.getTime() + DAY_MS) });
  return true;
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
