import { linkIn, plan, type Reader, type World } from './robot.js';

/** The administrative contact: reports the demand as soon as she is asked to, as it stands, and does nothing else. */
export function contactReader(address: string, world: World): Reader {
  return (mail) => {
    if (mail.kind === 'report-request') plan(world, mail.receivedAt, address, address, () => report(linkIn(mail)));
  };

  async function report(link: string): Promise<void> {
    const browser = world.browserOf(address);
    const form = await browser.open(link, 'report-form');
    const summary = await browser.send(form, (fields) => fields.get('step') === 'review', {}, 'report-confirm');
    await browser.send(summary, (fields) => fields.get('step') === 'confirm', {}, 'report-sent');
  }
}
