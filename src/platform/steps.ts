import { channel } from 'node:diagnostics_channel';

/** Where a decision or a sending can be cut in two, in the order in which one comes by. */
export const STEPS = [
  'decision-begun',
  'decision-made',
  'decision-committed',
  'mail-taken',
  'mail-claimed',
  'mail-in-data',
  'mail-handed-over',
  'mail-noted',
  'mail-committed',
] as const;

export type Step = (typeof STEPS)[number];

/** On this channel of node:diagnostics_channel each step is published. */
export const STEP_CHANNEL = 'stafett:step';

const steps = channel(STEP_CHANNEL);

/** Says how far a decision or a sending has come. Nobody listens, unless a rehearsal is to end the process right here. */
export function passStep(step: Step): void {
  if (steps.hasSubscribers) steps.publish(step);
}
