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

/**
 * Starts an SMTP server on a free port of 127.0.0.1. A message counts as received before the sender hears that it is
 * accepted, so that whatever the database holds as sent is here.
 * @param now the virtual instant
 */
export async function openMailbox(now: () => Date): Promise<Mailbox> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
      readMail(stream, to, now()).then(
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

async function readMail(stream: NodeJS.ReadableStream, to: string, receivedAt: Date): Promise<ReceivedMail> {
  const { headers, text } = readMessage(await buffer(stream));
  return {
    kind: headers.get('x-stafett-kind') ?? '',
    to,
    subject: decodeWords(headers.get('subject') ?? ''),
    text,
    messageId: headers.get('message-id') ?? '',
    receivedAt,
  };
}
