import { Temporal } from 'temporal-polyfill';
import type { Instants } from '../../rounds/calendar.js';
import type { Dice } from './dice.js';
import { type Fields, findForm, type Values } from './form.js';
import type { Page } from './page.js';
import { plan, type Reader, type World } from './robot.js';
import { askToSignIn, boardAt, signIn } from './sign-in.js';

/** How often a contact steps into each round. */
const TIMES = 30;
const DAY_MS = 86_400_000;
// Others act at whole minutes; a second of her own gives each an instant of its own.
const OWN_SECOND_MS = 17_000;

const OF_ROUND = [
  ...['pause-round', 'plan-pause', 'cancel-pause', 'move-deadlines'],
  ...['end-on-working-days', 'end-on-any-day'],
];
const OF_POSITION = [
  ...['move-offer', 'withdraw-offer', 'reinstate', 'correct-decline'],
  ...['change-openings', 'extend-rating', 'remind-now'],
];

/** How chance falls, and what came of stepping in, by act. */
export interface Meddling {
  readonly dice: Dice;
  readonly tally: Map<string, number>;
}

export interface MeddledRound {
  readonly id: string;
  readonly instants: Pick<Instants, 'applyDue' | 'closesAt'>;
}

/**
 * A contact who, at random instants from the rating on, does on the board what a contact can do: moves deadlines, pauses and
 * plans pauses, withdraws, reinstates. What the board refuses, she leaves. She always resumes what she paused, and what no
 * plan resumes any more.
 */
export function meddlerReader(
  address: string,
  rounds: readonly MeddledRound[],
  { dice, tally }: Meddling,
  world: World,
): Reader {
  const board = boardAt(world.home);
  const browser = () => world.browserOf(address);
  const lane = `board ${address}`;
  const first = Math.min(...rounds.map(({ instants }) => instants.applyDue.getTime()));
  plan(world, new Date(first), lane, address, () => askToSignIn(browser(), world.home, address));

  return (mail) => {
    if (mail.kind !== 'sign-in') return;
    plan(world, mail.receivedAt, lane, address, () => signIn(browser(), mail, 'board-rounds'));
    for (const round of rounds) for (let time = 0; time < TIMES; time += 1) step(round);
  };

  /** Notes an instant at which she steps in. */
  function step(round: MeddledRound): void {
    const { applyDue, closesAt } = round.instants;
    const span = closesAt.getTime() - applyDue.getTime();
    const minutes = Math.floor((dice.roll() * span) / 60_000);
    const at = new Date(applyDue.getTime() + minutes * 60_000 + OWN_SECOND_MS);
    plan(world, at, lane, address, () => meddle(round.id));
  }

  async function meddle(round: string): Promise<void> {
    const path = `${board}rounds/${encodeURIComponent(round)}`;
    const page = await browser().open(path, 'board-round');
    if (dice.roll() < 0.3) return act(pickAct(actsOn(page, OF_ROUND)), round);
    const position = dice.pick(hrefsOn(page, /^\/board\/positions\/[^/?]+$/));
    if (!position) return;
    const shown = await browser().open(new URL(position, board).href, 'board-position');
    await act(pickAct(actsOn(shown, OF_POSITION)), round);
  }

  /** All kinds of act are equally likely, however many there are of each. */
  function pickAct(hrefs: readonly string[]): string | undefined {
    const name = dice.pick([...new Set(hrefs.map(nameOf))]);
    return dice.pick(hrefs.filter((href) => nameOf(href) === name));
  }

  async function act(href: string | undefined, round: string): Promise<void> {
    if (!href) return;
    const name = nameOf(href);
    const form = await browser().open(new URL(href, board).href, 'board-act', 'board-act-refused');
    if (form.state === 'board-act-refused') return count(`${name} refused`);
    const { fields } = findForm(form, hasReason);
    const values = { ...changed(fields, form), reason: `Rehearsed: ${name}` };
    const sure = await browser().send(
      form,
      hasReason,
      values,
      ...['board-act-confirm', 'board-act', 'board-act-refused'],
    );
    if (sure.state !== 'board-act-confirm') return count(`${name} refused`);
    const done = await browser().send(
      sure,
      (some) => some.get('step') === 'confirm',
      {},
      ...['board-round', 'board-position', 'board-act-confirm', 'board-act-refused', 'board-act'],
    );
    if (done.state !== 'board-round' && done.state !== 'board-position') return count(`${name} overtaken`);
    count(name);
    if (name === 'pause-round' || name === 'cancel-pause') planResume(round);
  }

  function planResume(round: string): void {
    const days = 1 + Math.floor(dice.roll() * 5);
    const at = new Date(world.clock.now.getTime() + days * DAY_MS + 3_600_000);
    plan(world, at, lane, address, () => act(`/board/acts/resume-round/${encodeURIComponent(round)}`, round));
  }

  /** One field of the form, or its only one, made another; a list of choices is always chosen from. */
  function changed(fields: Fields, page: Page): Values {
    const types = new Map(
      page.root
        .querySelectorAll('form.board-act input, form.board-act select')
        .map((element) => [
          element.getAttribute('name') ?? '',
          element.localName === 'select' ? 'select' : (element.getAttribute('type') ?? 'text'),
        ]),
    );
    const name = dice.pick([...types.keys()].filter((one) => types.get(one) !== 'hidden'));
    if (name === undefined) return {};
    const value = fields.get(name) ?? '';
    const days = 1 + Math.floor(dice.roll() * 6);
    switch (types.get(name)) {
      case 'date':
        return { [name]: Temporal.PlainDate.from(value).add({ days }).toString() };
      case 'datetime-local':
        return { [name]: Temporal.PlainDateTime.from(value).add({ days }).toString({ smallestUnit: 'minute' }) };
      case 'number':
        return { [name]: String(Math.max(0, Number(value) + (dice.roll() < 0.5 ? 1 : -1))) };
      case 'select': {
        const options = page.root.querySelectorAll(`select[name="${name}"] option`);
        const values = options.map((option) => option.getAttribute('value') ?? '').filter((one) => one !== '');
        return { [name]: dice.pick(values) ?? '' };
      }
      default:
        return {};
    }
  }

  function count(what: string): void {
    tally.set(what, (tally.get(what) ?? 0) + 1);
  }
}

const actsOn = (page: Page, names: readonly string[]) =>
  hrefsOn(page, /^\/board\/acts\//).filter((href) => names.includes(nameOf(href)));

const hasReason = (fields: Fields) => fields.has('reason');

const nameOf = (href: string) => href.split('/')[3] ?? '';

function hrefsOn(page: Page, pattern: RegExp): string[] {
  const hrefs = page.root.querySelectorAll('main a[href]').map((link) => link.getAttribute('href') ?? '');
  return [...new Set(hrefs)].filter((href) => pattern.test(href)).sort();
}
