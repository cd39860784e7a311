import type { HTMLElement } from 'node-html-parser';
import type { StudentBehaviour } from '../../rounds/import/behaviour.schema.js';
import type { ScenarioApplicant } from '../../rounds/import/people.schema.js';
import { startOfDay } from '../../rounds/wall-clock.js';
import { after } from '../durations.js';
import type { ReceivedMail } from '../mailbox.js';
import { type Fields, findForm } from './form.js';
import { type Matter, matterOf, says } from './matter.js';
import type { Page } from './page.js';
import { comesBack, linkIn, plan, type Reader, type World } from './robot.js';

/** The student has the whole of the fourteenth day after the issue of an offer. */
const DAYS_TO_ANSWER = 15;

/** A position that a student wants, and when the student applies in its round: null for one who has. */
export interface Wish extends Matter {
  readonly round: string;
  readonly priority: number;
  readonly appliesAt: Date | null;
}

/**
 * A student: asks on the public page for a link to each round with a wanted position, applies through it at once, and
 * answers offers as the behaviour says.
 */
export function studentReader(
  { name, email, laos }: Pick<ScenarioApplicant, 'name' | 'email' | 'laos'>,
  wishes: readonly Wish[],
  behaviour: Readonly<Record<string, StudentBehaviour>>,
  world: World,
): Reader {
  for (const [round, wish] of new Map(wishes.map((wish) => [wish.round, wish])))
    if (wish.appliesAt) plan(world, wish.appliesAt, email, email, () => askForLink(round));

  return (mail) => {
    if (mail.kind === 'apply-link') plan(world, mail.receivedAt, email, email, () => apply(mail));
    if (mail.kind === 'offer') {
      const { position } = matterOf(mail, wishes);
      const { answer, after: delay } = behaviour[position.id] ?? { answer: 'silent' };
      if (answer === 'silent' || delay === undefined) return;
      const at = after(mail.receivedAt, delay, world.timeZone);
      plan(world, at, position.id, email, () => answerOffer(mail, answer, position.id));
    }
  };

  async function askForLink(round: string): Promise<void> {
    const browser = world.browserOf(email);
    const home = await browser.open(world.home, 'home');
    const isOfRound = (fields: Fields) => fields.get('round') === round;
    const listed = textAround(home, isOfRound);
    const isAnnounced = wishes.some((wish) => wish.round === round && says(listed, wish.position.course));
    if (isAnnounced) await browser.send(home, isOfRound, { email }, 'apply-sent');
  }

  async function apply(mail: ReceivedMail): Promise<void> {
    const browser = world.browserOf(email);
    const form = await browser.open(linkIn(mail), 'apply-form');
    const isApplication = (fields: Fields) => fields.has('name');
    const { fields } = findForm(form, isApplication);
    const here = wishes.filter(({ position }) => fields.has(`priority.${position.id}`));
    const priorities = here.map(({ position, priority }) => [`priority.${position.id}`, String(priority)]);
    await browser.send(form, isApplication, { name, laos, ...Object.fromEntries(priorities) }, 'apply-received');
  }

  async function answerOffer(mail: ReceivedMail, answer: 'accept' | 'decline', lane: string): Promise<void> {
    const browser = world.browserOf(email);
    const isLate = world.clock.now >= startOfDay(mail.receivedAt, DAYS_TO_ANSWER, world.timeZone);
    const open = await browser.open(linkIn(mail), isLate ? 'offer-expired' : 'offer-open', ...world.upsets);
    if (comesBack(world, open, { lane, who: email, run: () => answerOffer(mail, answer, lane) })) return;
    if (open.state !== 'offer-open') return;
    const confirm = await browser.send(open, (fields) => fields.get('step') === 'choose', { answer }, 'offer-confirm');
    const isConfirmation = (fields: Fields) => fields.get('step') === 'confirm';
    await browser.send(confirm, isConfirmation, {}, answer === 'accept' ? 'offer-accepted' : 'offer-declined');
  }
}

/**
 * The text of the part of a page that belongs to one of its forms: the largest that holds no other form that is like it.
 * @returns '' when the page has no such form
 */
function textAround(page: Page, fits: (fields: Fields) => boolean): string {
  const own = page.forms.find(({ fields }) => fits(fields))?.element;
  const others = page.forms.filter(({ element, fields }) => element !== own && fields.has('round'));
  let part = own;
  while (part?.parentNode) {
    const { parentNode }: HTMLElement = part;
    if (others.some(({ element }) => isIn(element, parentNode))) break;
    part = parentNode;
  }
  return (part?.text ?? '').replace(/\s+/g, ' ');
}

function isIn(element: HTMLElement, ancestor: HTMLElement): boolean {
  for (let at: HTMLElement | null = element; at; at = at.parentNode) if (at === ancestor) return true;
  return false;
}
