import { z } from 'zod';
import { type Change, changeSchema } from '../changes/change.schema.js';

/** What is posted to a webhook, in the form that the Standard Webhooks specification proposes. */
export const messageSchema = z
  .object({ type: z.string(), timestamp: z.iso.datetime(), data: changeSchema })
  .meta({ id: 'WebhookMessage', description: 'What is posted to a webhook: `type` is the `event` of its `data`.' });

/** The message that tells of a change. */
export const messageOf = (change: Change): z.infer<typeof messageSchema> => ({
  type: change.event,
  timestamp: change.at,
  data: change,
});
