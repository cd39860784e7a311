import { hkdfSync } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/**
 * The secret of a webhook, as its receiver gets it once. Derived, so that nothing in the database signs anything: whoever
 * changes SECRET changes it too.
 */
export const webhookSecret = (secret: string, id: string): string =>
  `whsec_${Buffer.from(hkdfSync('sha256', secret, '', `stafett webhook ${id}`, 32)).toString('base64')}`;

/**
 * The headers of a delivery by the Standard Webhooks specification (https://www.standardwebhooks.com): its id, the instant of
 * this try, and an HMAC-SHA-256 of both and the body.
 */
export const signedHeaders = (secret: string, id: string, now: Date, body: string) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign(id, now, body),
});
