import type { Instants } from '../../rounds/calendar.js';
import type { TeacherBehaviour } from '../../rounds/import/behaviour.schema.js';
import { after } from '../durations.js';
import type { ReceivedMail } from '../mailbox.js';
import type { Fields } from './form.js';
import { type Matter, matterOf } from './matter.js';
import { ranksOf } from './ranks.js';
import { comesBack, linkIn, plan, type Reader, type World } from './robot.js';

/** A course that a teacher is responsible for, in a round. */
export interface Duty extends Matter {
  readonly instants: Instants;
}

/**
 * A teacher: answers the request for demand with what the position says, rates the applicants, and looks at the final
 * list. Without a behaviour the requests are never answered.
 */
export function teacherReader(
  address: string,
  duties: readonly Duty[],
  behaviour: TeacherBehaviour,
  world: World,
): Reader {
  return (mail) => {
    if (mail.kind === 'demand-request' && behaviour.demand) {
      const duty = matterOf(mail, duties);
      const at = after(duty.instants.demandOpens, behaviour.demand.after, world.timeZone);
      plan(world, at, duty.position.id, address, () => answerDemand(mail, duty));
    }
    if (mail.kind === 'rating-request') {
      const duty = matterOf(mail, duties);
      const rating = behaviour.ratings?.[duty.position.id];
      if (!rating) return;
      const at = after(duty.instants.applyDue, rating.after, world.timeZone);
      plan(world, at, duty.position.id, address, () => rate(mail, duty, rating.ranked));
    }
    if (mail.kind === 'final-list') plan(world, mail.receivedAt, address, address, () => lookAtFinalList(mail));
  };

  async function answerDemand(mail: ReceivedMail, { position, instants }: Duty): Promise<void> {
    const browser = world.browserOf(address);
    if (world.clock.now >= instants.reportDue) {
      await browser.open(linkIn(mail), 'demand-closed');
      return;
    }
    const form = await browser.open(linkIn(mail), 'demand-form');
    const answer = {
      need: 'yes',
      kind: position.kind,
      openings: String(position.openings),
      hours: String(position.hours),
    };
    await browser.send(form, (fields) => fields.has('need'), answer, 'demand-received');
  }

  async function rate(mail: ReceivedMail, duty: Duty, ranked: readonly string[]): Promise<void> {
    const browser = world.browserOf(address);
    const isLate = world.clock.now >= duty.instants.closesAt;
    const form = await browser.open(linkIn(mail), isLate ? 'rating-closed' : 'rating-form', ...world.upsets);
    const again = { lane: duty.position.id, who: address, run: () => rate(mail, duty, ranked) };
    if (comesBack(world, form, again) || form.state !== 'rating-form') return;
    const isRating = (fields: Fields) => fields.get('act') === 'rate';
    const summary = await browser.send(form, isRating, ranksOf(form, ranked), 'rating-confirm');
    await browser.send(summary, (fields) => fields.get('act') === 'confirm', {}, 'rating-received');
  }

  async function lookAtFinalList(mail: ReceivedMail): Promise<void> {
    await world.browserOf(address).open(linkIn(mail), 'final-list', ...world.upsets);
  }
}
