import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '../platform/config.js';
import { Refusal } from '../platform/refusal.js';
import { domainOf, senderOf } from './message.js';

/** What mails are signed with, in Nodemailer's terms. */
export interface Dkim {
  readonly domainName: string;
  readonly keySelector: string;
  /** PEM. */
  readonly privateKey: string;
}

// RFC 8301 §3.2: a signer should use at least so much.
const FEWEST_BITS = 2048;

/**
 * What mails are signed with (RFC 6376): under the domain of MAIL_FROM, so that the signature is aligned with the sender as DMARC
 * wants it (RFC 7489 §3.1). Null when nothing is configured.
 * @throws Refusal when the file cannot be read or holds no RSA key of 2,048 bits
 */
export function dkimOf({ dkim, mailFrom }: Pick<Config, 'dkim' | 'mailFrom'>): Dkim | null {
  if (!dkim) return null;
  const key = readKey(dkim.keyFile);
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < FEWEST_BITS)
    throw new Refusal(
      `DKIM_KEY_FILE: ${dkim.keyFile} must hold an RSA key of ${FEWEST_BITS} bits or more; \`openssl genrsa ${FEWEST_BITS}\` makes one.`,
    );
  return {
    domainName: domainOf(senderOf(mailFrom).address),
    keySelector: dkim.selector,
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function readKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch (error) {
    // What OpenSSL says of a key that it cannot read may quote it.
    const { syscall, message } = error as NodeJS.ErrnoException;
    const reason = syscall ? message : 'it holds no private key in PEM';
    throw new Refusal(`DKIM_KEY_FILE: ${file} cannot be used: ${reason}.`);
  }
}
