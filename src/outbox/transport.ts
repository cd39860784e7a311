import { Readable } from 'node:stream';
import nodemailer, { type NodemailerError } from 'nodemailer';
import DKIM from 'nodemailer/lib/dkim';
import { Histogram } from 'prom-client';
import { Refusal } from '../platform/refusal.js';
import { passStep } from '../platform/steps.js';
import { bytesOf } from './bytes.js';
import type { Dkim } from './dkim.js';
import type { Fault } from './failure.js';
import { type OutgoingMail, senderOf } from './message.js';

const smtpSeconds = new Histogram({
  name: 'stafett_smtp_duration_seconds',
  help: 'Time that a mail took from us to the mail server, the wait for a free connection included.',
  labelNames: ['result'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 240],
});

/** A try that failed: what Nodemailer told of it, to be sorted by `failureOf`. Its message may hold mail addresses. */
export class SendError extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message);
  }
}

/** The way out. */
export interface Post {
  /**
   * Sends one mail.
   * @returns the server's reply
   * @throws SendError
   */
  send(mail: OutgoingMail): Promise<string>;
  /** Takes no more, and ends each connection once it has sent what it is sending. */
  close(): Promise<void>;
  /** @throws when the server cannot be reached or refuses the login */
  verify(): Promise<void>;
}

export interface PostConfig {
  /** `smtp://` or `smtps://`, with the login in it. Nodemailer's options may follow as a query. */
  readonly smtpUrl: string;
  readonly mailFrom: string;
  /** What mails are signed with, if they are. */
  readonly signedWith?: Dkim | null;
  /** In a rehearsal no mail leaves this machine, whatever the configuration says. */
  readonly isRehearsed?: boolean;
}

/**
 * A message that Nodemailer sends, with the stream from which its connection reads it: that tells how far a failed try came.
 * It is not in a Map of ours: of a Map through which many pass V8 keeps former tables, with all that was in them.
 */
type Sending = ReturnType<typeof messageOf> & { readonly sending: { stream?: Readable } };

/** To the mail server, at most. */
export const CONNECTIONS = 5;
// Then a new one, so that servers behind one name share the work. Whoever takes fewer says so before the next (421), which goes
// over another connection at once.
const MAILS_A_CONNECTION = 1_000;
const SECOND = 1_000;

/**
 * A pool of connections to the mail server.
 * A certificate is always verified. Without `smtps` the connection is encrypted when the server offers it (STARTTLS), and
 * must be when a password goes over it; only to this very machine is it plain.
 * @throws SenderError when MAIL_FROM is not one mail address; Refusal when mails of a rehearsal would leave this machine
 */
export function createPost({ smtpUrl, mailFrom, signedWith, isRehearsed = false }: PostConfig): Post {
  senderOf(mailFrom);
  const url = new URL(smtpUrl);
  // What follows as a query could lead by way of a proxy.
  if (isRehearsed && !(isOnThisMachine(url) && url.search === ''))
    throw new Refusal(
      `The clock of this database is a rehearsal's, and mails of a rehearsal do not leave this machine: SMTP_URL must not lead to ${url.host}.`,
    );
  const signer = signedWith ? new DKIM(signedWith) : null;
  const transport = nodemailer.createTransport({
    pool: true,
    url: smtpUrl,
    ...encryption(url),
    maxConnections: CONNECTIONS,
    maxMessages: MAILS_A_CONNECTION,
    // Shorter than what servers commonly allow, so that we and not they end a connection that nothing uses.
    idleTimeout: 30 * SECOND,
    connectionTimeout: 30 * SECOND,
    greetingTimeout: 30 * SECOND,
    // RFC 5321 §4.5.3.2.6 wants ten minutes after the message; we stay below the five after which a daemon that
    // finishes no job restarts itself, and send again with the same Message-ID.
    socketTimeout: 240 * SECOND,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use('stream', ({ message, data }, done) => {
    const bytes = bytesOf(message);
    const { from, to } = message.getEnvelope();
    // Not assigned one by one: V8 allocates a function that is written there among the old objects, and it would keep the mail
    // for as long as these are not looked through.
    Object.assign(message, {
      createReadStream() {
        passStep('mail-in-data');
        const stream = signer ? signer.sign(bytes) : Readable.from(bytes);
        (data as Sending).sending.stream = stream;
        return stream;
      },
      // A connection notes in it what its server answered: over another one the message begins with none of that.
      getEnvelope: () => ({ from, to }),
    });
    done();
  });

  return {
    async send(mail) {
      const stop = smtpSeconds.startTimer();
      const sending: Sending['sending'] = {};
      try {
        const message: Sending = { ...messageOf(mail), sending };
        const { response } = await transport.sendMail(message);
        stop({ result: 'accepted' });
        return response;
      } catch (error) {
        stop({ result: 'failed' });
        const { message, code, command, responseCode } = error as NodemailerError;
        const handedOver = sending.stream?.readableEnded === true;
        throw new SendError({ message, code, command, responseCode, handedOver });
      }
    },
    async verify() {
      await transport.verify();
    },
    async close() {
      transport.close();
    },
  };
}

/** How a connection to this server is encrypted, in Nodemailer's terms. */
export function encryption(url: URL): { ignoreTLS?: boolean; requireTLS?: boolean } {
  if (url.protocol !== 'smtp:') return {};
  if (isOnThisMachine(url)) return { ignoreTLS: true };
  return url.username === '' ? {} : { requireTLS: true };
}

/** Whether what goes there does not leave this machine. */
export const isOnThisMachine = ({ hostname }: URL) => /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);

/** A mail in Nodemailer's terms. */
export function messageOf(mail: OutgoingMail) {
  return {
    messageId: mail.messageId,
    date: mail.date,
    from: mail.from,
    to: mail.to,
    ...(mail.replyTo && { replyTo: mail.replyTo }),
    ...(mail.answers && { inReplyTo: mail.answers, references: mail.answers }),
    // As objects, which Nodemailer takes as one address each, whatever is in them.
    envelope: { from: { name: '', address: mail.returnPath }, to: { name: '', address: mail.to.address } },
    subject: mail.subject,
    text: ended(mail.text),
    html: ended(mail.html),
    // As a file beside the letter and not, as Nodemailer's icalEvent would have it, as a third form of it as well: Outlook
    // shows the calendar form alone, without the letter and its button.
    attachments: mail.attachments.map((file) => ({ ...file, contentDisposition: 'attachment' as const })),
    headers: mail.headers,
    // What suits Norwegian and English; left to itself Nodemailer counts the letters of each part to find out.
    textEncoding: 'quoted-printable' as const,
  };
}

/** With lines that end as RFC 5322 §2.3 wants it; left to itself the connection cuts a message at each line for that. */
const ended = (text: string) => text.replace(/\r?\n/g, '\r\n');
