import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { decodeWords, readMessage } from './message.js';

/** A mail as its recipient sees it, and the virtual instant at which it came. */
export interface ReceivedMail {
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly receivedAt: Date;
}

/** The one SMTP server to which a rehearsal sends its mail. */
export interface Mailbox {
  readonly url: string;
  /** Everything that came, in order. */
  readonly mails: readonly ReceivedMail[];
  /** Called with each mail when it has come. */
  onMail?: (mail: ReceivedMail) => void;
  stop(): Promise<void>;
}

/** Keeps a mail as it came (RFC 5322) before its sender hears that it is accepted. */
export type Keep = (mail: ReceivedMail, source: Buffer) => Promise<void>;

/**
 * Starts an SMTP server on a free port of 127.0.0.1. A message counts as received before the sender hears that it is
 * accepted, so that whatever the database holds as sent is here.
 * @param now the virtual instant
 */
export async function openMailbox(now: () => Date, keep?: Keep): Promise<Mailbox> {
  const mails: ReceivedMail[] = [];
  const take = async (stream: NodeJS.ReadableStream, to: string) => {
    const at = now();
    const source = await buffer(stream);
    const mail = readMail(source, to, at);
    await keep?.(mail, source);
    return mail;
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
      take(stream, to).then(
        (mail) => {
          mails.push(mail);
          mailbox.onMail?.(mail);
          done();
        },
        (error: Error) => done(error),
      );
    },
  });
  // A daemon that is stopped leaves its connections in the middle; that is no fault of the mailbox.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const mailbox: Mailbox = {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mailbox;
}

function readMail(source: Buffer, to: string, receivedAt: Date): ReceivedMail {
  const { headers, text } = readMessage(source);
  return {
    kind: headers.get('x-stafett-kind') ?? '',
    to,
    subject: decodeWords(headers.get('subject') ?? ''),
    text,
    messageId: headers.get('message-id') ?? '',
    receivedAt,
  };
}
