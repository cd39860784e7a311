import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { openMailFiles } from './store.js';

const LARGEST_MESSAGE = 25_000_000;

/** The mail server that stands in until SMTP_URL is set. */
export interface Mailbox {
  readonly smtpUrl: string;
  close(): Promise<void>;
}

/**
 * Takes mails on a free port of this machine, from this machine only, and keeps each as an `.eml` file; none leaves.
 * @param directory where the mails are kept; created when it is not there
 */
export async function startMailbox(directory: string): Promise<Mailbox> {
  const files = await openMailFiles(directory);
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST_MESSAGE,
    rejectOversized: true,
    closeTimeout: 1_000,
    onData(message, _session, done) {
      files.add(message).then(
        () => done(null, 'Kept in the mailbox.'),
        () => done(Object.assign(new Error('The mailbox cannot store it now.'), { responseCode: 451 })),
      );
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.server.address() as AddressInfo).port));
  });
  // A client that goes away in the middle is an error event, and no reason to end.
  server.on('error', () => undefined);
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
