import { randomUUID } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { z } from 'zod';
import { type Output, tell } from '../commands/output.js';
import { dkimOf } from '../outbox/dkim.js';
import { failureOf } from '../outbox/failure.js';
import { domainOf, messageIdOf, returnPathOf, senderOf } from '../outbox/message.js';
import { createPost, encryption, isOnThisMachine, SendError } from '../outbox/transport.js';
import { machineTime } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { Refusal } from '../platform/refusal.js';

/** What was seen of the way out, and what to do where it is not well. */
interface Seen {
  readonly what: 'encryption' | 'sender' | 'signature' | 'answer';
  readonly well: boolean;
  readonly says: string;
}

/**
 * `stafett doctor --mail ADDRESS`: sends a probe the way that every mail goes, and tells how the connection is encrypted, whether the
 * sender is aligned (RFC 7489 §3.1), whether it is signed, and what the mail server answered.
 * @returns the exit status: 0 when the server took it and nothing is amiss
 * @throws Refusal when there is no mail server or no address
 */
export async function probeMail(config: Config, given: string, output: Output): Promise<number> {
  const { data: address } = z.email().safeParse(given);
  if (!address) throw new Refusal(`--mail: "${given}" is no mail address.`);
  const { smtpUrl } = config;
  if (!smtpUrl) throw new Refusal('SMTP_URL is not set: mails go to the local mailbox and nowhere else.');
  const seen = [
    await encrypted(smtpUrl),
    sender(config, smtpUrl),
    signature(config),
    await sent(config, smtpUrl, address),
  ];
  tell(
    output,
    seen.map(({ well, says }) => `${well ? 'ok  ' : 'LOOK'}  ${says}`),
    seen,
  );
  return seen.every(({ well }) => well) ? 0 : 1;
}

/** Connects, as the pool does, and looks at what the connection has become. */
async function encrypted(smtpUrl: string): Promise<Seen> {
  const url = new URL(smtpUrl);
  const connection = new SMTPConnection({ ...parseConnectionUrl(smtpUrl), ...encryption(url) });
  const see = (well: boolean, says: string): Seen => ({ what: 'encryption', well, says });
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    const { _socket: socket } = connection;
    if (socket instanceof TLSSocket)
      return see(true, `The connection to ${url.host} is encrypted (${socket.getProtocol()}).`);
    if (isOnThisMachine(url))
      return see(true, `The connection to ${url.host} is not encrypted; it stays on this machine.`);
    return see(
      false,
      `The connection to ${url.host} is not encrypted. Use smtps://, or a server that offers STARTTLS.`,
    );
  } catch (error) {
    return see(false, `No connection to ${url.host}: ${error instanceof Error ? error.message : error}.`);
  } finally {
    connection.close();
  }
}

function sender({ mailFrom }: Config, smtpUrl: string): Seen {
  const { address } = senderOf(mailFrom);
  const domain = domainOf(address);
  const see = (well: boolean, says: string): Seen => ({ what: 'sender', well, says });
  if (!domain.includes('.'))
    return see(false, `Mails come from ${address}, which is no address of the internet. Set MAIL_FROM.`);
  const login = domainOf(decodeURIComponent(new URL(smtpUrl).username));
  if (login.includes('.') && login !== domain)
    return see(
      false,
      `Mails come from ${address}, the login is of ${login}: see that the server leaves the sender as it is.`,
    );
  return see(true, `Mails and what comes back of them are of ${domain}: sender and envelope are aligned.`);
}

function signature(config: Config): Seen {
  const dkim = dkimOf(config);
  const says = dkim
    ? `Mails are signed; the key belongs in the DNS at ${dkim.keySelector}._domainkey.${dkim.domainName}.`
    : 'Mails are not signed here. If your mail server does not sign them either, set DKIM_SELECTOR and DKIM_KEY_FILE.';
  return { what: 'signature', well: true, says };
}

async function sent(config: Config, smtpUrl: string, address: string): Promise<Seen> {
  const { mailFrom } = config;
  const post = createPost({ smtpUrl, mailFrom, signedWith: dkimOf(config) });
  const id = randomUUID();
  const text = 'This is a probe: mails of Stafett reach you.\nDette er en prøve: e-post fra Stafett når deg.';
  try {
    const answer = await post.send({
      ...{ messageId: messageIdOf(id, mailFrom), returnPath: returnPathOf(id, mailFrom), answers: null },
      ...{ from: senderOf(mailFrom), to: { name: '', address }, replyTo: null },
      ...{ subject: 'Stafett: a probe', text: `${text}\n`, html: `<p>${text.replace('\n', '</p><p>')}</p>` },
      ...{ attachments: [], date: machineTime(), headers: { 'Auto-Submitted': 'auto-generated' } },
    });
    return { what: 'answer', well: true, says: `The server took the probe: ${answer}` };
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    return { what: 'answer', well: false, says: `The server did not take the probe: ${failureOf(error.fault).reason}` };
  } finally {
    await post.close();
  }
}
