import type { App } from '../../platform/app.js';
import type { Mail } from '../mail.entity.js';
import { pacedUntil } from './pace.js';
import { quietUntil } from './quiet-hours.rule.js';

/** Why a mail does not leave yet: until when, and whether that is the instant that the pace of its domain gave it. */
export interface Hold {
  readonly until: Date;
  readonly slotAt: Date | null;
}

/** Which of some due mails are held back, in their order; null for those that leave. Nothing is, unless it is configured. */
export async function holdEach(app: App, mails: readonly Mail[], now: Date): Promise<readonly (Hold | null)[]> {
  const { quietHours, timeZone } = app.config;
  const quiet = mails.map((mail) => (quietHours ? quietUntil(mail, now, quietHours, timeZone) : null));
  const paced = await pacedUntil(
    app,
    mails.filter((_, index) => !quiet[index]),
    now,
  );
  const slots = paced[Symbol.iterator]();
  return quiet.map((until) => {
    if (until) return { until, slotAt: null };
    const slotAt: Date | null = slots.next().value ?? null;
    return slotAt && { until: slotAt, slotAt };
  });
}
