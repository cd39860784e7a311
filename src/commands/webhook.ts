import { isUUID } from '../links/uuid.js';
import type { Config } from '../platform/config.js';
import { keptSecret } from '../platform/home.js';
import { accountName, inOneTransaction } from '../platform/one-transaction.js';
import { readOption } from '../platform/read-option.js';
import { Refusal } from '../platform/refusal.js';
import { findCampus } from '../rounds/find-campus.js';
import { isPrivate } from '../webhooks/address.js';
import { webhookSecret } from '../webhooks/signature.js';
import {
  addWebhook,
  eventList,
  type ListedWebhook,
  listWebhooks,
  removeWebhook,
  webhookUrl,
} from '../webhooks/webhooks.js';
import { type Output, tell } from './output.js';

export interface WebhookOptions {
  readonly events: string;
  readonly campus?: string;
  /** The name leads into a private network, and is meant to. */
  readonly private: boolean;
}

/** Adds a webhook and prints its secret, this once. @throws Refusal when it cannot be added so */
export async function addWebhookCommand(
  config: Config,
  given: string,
  options: WebhookOptions,
  output: Output,
): Promise<void> {
  const url = readOption('the address', webhookUrl, given);
  const events = readOption('--events', eventList, options.events);
  const secret = config.secret ?? (await keptSecret());
  const id = await inOneTransaction(config, output.say, async (tx) =>
    addWebhook(tx, {
      url: url.href,
      events,
      campusId: await findCampus(tx, options.campus),
      private: options.private || isPrivate(url),
      madeBy: accountName(),
    }),
  );
  tell(output, [webhookSecret(secret, id)], { id, secret: webhookSecret(secret, id) });
  output.say(
    'It is shown this once. Give it to the system that receives, to check signatures with; docs/api.md shows how.',
  );
}

/** Prints all webhooks, a line each. */
export async function listWebhooksCommand(config: Config, output: Output): Promise<void> {
  const webhooks = await inOneTransaction(config, output.say, listWebhooks);
  if (webhooks.length === 0) output.say('There is no webhook yet.');
  tell(output, webhooks.map(lineOf), webhooks);
}

/** Removes the webhook with that id. @throws Refusal when there is none */
export async function removeWebhookCommand(config: Config, id: string, output: Output): Promise<void> {
  const removed = isUUID(id) && (await inOneTransaction(config, output.say, (tx) => removeWebhook(tx, id, null)));
  if (!removed) throw new Refusal(`There is no webhook "${id}". See: npx stafett webhook list`);
  tell(output, [`${id} is removed.`], { id, removed: true });
}

const lineOf = ({ id, url, events, campus, private: isPrivateNetwork, madeBy }: ListedWebhook) =>
  [
    id,
    url,
    events.join(','),
    campus ?? 'all campuses',
    ...(isPrivateNetwork ? ['private network'] : []),
    `by ${madeBy}`,
  ].join('  ');
