import { ImapFlow } from 'imapflow';

const SECOND = 1_000;
// A report may return a whole letter; more than this is none of ours.
const LARGEST_REPORT = 1_000_000;

/** A mailbox on an IMAP server. */
export interface BounceMailbox {
  /** Every delivery report in it, the oldest first. */
  reports(): Promise<{ readonly uid: number; readonly source: Buffer }[]>;
  remove(uids: readonly number[]): Promise<void>;
}

/**
 * Opens the mailbox, works on it and closes it.
 * A certificate is always verified, and a password goes over an encrypted connection or not at all; only to this very
 * machine may it be plain.
 * @param imapUrl `imaps://user:password@host/Folder`; without a folder it is INBOX
 * @throws what the server says when it cannot be reached or refuses the login
 */
export async function withBounceMailbox<T>(imapUrl: string, work: (mailbox: BounceMailbox) => Promise<T>): Promise<T> {
  const { protocol, hostname, port, username, password, pathname } = new URL(imapUrl);
  const secure = protocol === 'imaps:';
  const client = new ImapFlow({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 993 : 143),
    secure,
    ...(!secure && { doSTARTTLS: !/^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname) }),
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 30 * SECOND,
    greetingTimeout: 30 * SECOND,
    socketTimeout: 60 * SECOND,
  });
  // Whatever breaks is thrown by the command that it breaks; unheard, this event would end the daemon.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.mailboxOpen(decodeURIComponent(pathname.slice(1)) || 'INBOX');
    return await work({
      async reports() {
        const found = await client.search({ header: { 'Content-Type': 'delivery-status' } }, { uid: true });
        if (!found || found.length === 0) return [];
        const range = found.join(',');
        const messages = await client.fetchAll(range, { source: { maxLength: LARGEST_REPORT } }, { uid: true });
        return messages.flatMap(({ uid, source }) => (source ? [{ uid, source }] : []));
      },
      async remove(uids) {
        if (uids.length > 0) await client.messageDelete(uids.join(','), { uid: true });
      },
    });
  } finally {
    await client.logout().catch(() => client.close());
  }
}
