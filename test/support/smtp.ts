import { EventEmitter, once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** A message that the server accepted. */
export interface ReceivedMail {
  readonly mail: ParsedMail;
  readonly raw: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** What the server does wrong; may be changed between two messages. */
export interface SmtpFaults {
  /** Reply codes by where they are given. */
  greeting?: number;
  sender?: number;
  /** By recipient. */
  recipient?: Record<string, number>;
  /** After the message. */
  message?: number;
  /** The mails that it takes on one connection; before the next it says that it closes it (421). */
  most?: number;
  /** Ends the connection: before it answers to the recipient, or when it has the message, kept or not. */
  cut?: 'recipient' | 'message' | 'kept-message';
  /** Asks for a login, and gives this code to every one. */
  login?: number;
}

export interface SmtpServer {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  readonly faults: SmtpFaults;
  /** How many connections were opened so far. */
  connections(): number;
  /** Fulfilled when so many messages have been received in all. */
  count(wanted: number): Promise<void>;
  /** Fulfilled when the next message has come in; its answer waits until `answer` is called. */
  hold(): { readonly arrived: Promise<void>; answer(): void };
  /** Ends every connection, as a server does with those that are idle. */
  drop(): void;
  close(): Promise<void>;
}

/** A real SMTP server on a free port that keeps what it gets and fails as told. With a login the URL carries one. */
export async function startSmtp(faults: SmtpFaults = {}): Promise<SmtpServer> {
  const received: ReceivedMail[] = [];
  const arrivals = new EventEmitter();
  const sockets = new Map<number, Socket>();
  const mails = new Map<string, number>();
  let connections = 0;
  let held: { arrive: () => void; answered: Promise<void> } | undefined;

  const refuse = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });
  const cut = ({ remotePort }: SMTPServerSession) => sockets.get(remotePort)?.destroy();

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> {
    const message = await buffer(stream);
    if (faults.cut === 'message') {
      cut(session);
      return null;
    }
    if (faults.message) return refuse(faults.message, 'not this message');
    const { mailFrom, rcptTo } = session.envelope;
    received.push({
      mail: await simpleParser(message),
      raw: message.toString(),
      from: mailFrom ? mailFrom.address : '',
      to: rcptTo.map(({ address }) => address),
    });
    arrivals.emit('mail');
    if (faults.cut === 'kept-message') cut(session);
    const hold = held;
    held = undefined;
    hold?.arrive();
    await hold?.answered;
    return null;
  }

  const server = new SMTPServer({
    authOptional: faults.login === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect(_session, done) {
      connections += 1;
      done(faults.greeting ? refuse(faults.greeting, 'not now') : null);
    },
    onAuth(_login, _session, done) {
      if (faults.login) return done(refuse(faults.login, 'not with this password'));
      done(null, { user: 'stafett' });
    },
    onMailFrom({ address }, { id }, done) {
      const before = mails.get(id) ?? 0;
      mails.set(id, before + 1);
      if (faults.most !== undefined && before >= faults.most) return done(refuse(421, 'enough on this connection'));
      done(faults.sender ? refuse(faults.sender, `not from <${address}>`) : null);
    },
    onRcptTo({ address }, session, done) {
      if (faults.cut === 'recipient') return cut(session);
      const code = faults.recipient?.[address];
      done(code ? refuse(code, `<${address}>: no mail for ${address}`) : null);
    },
    onData(stream, session, done) {
      take(stream, session).then(done, done);
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => sockets.set(socket.remotePort ?? 0, socket));
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;

  return {
    url: `smtp://${faults.login === undefined ? '' : 'stafett:secret@'}127.0.0.1:${port}`,
    received,
    faults,
    connections: () => connections,
    async count(wanted) {
      while (received.length < wanted) await once(arrivals, 'mail');
    },
    hold() {
      let answer = () => {};
      const answered = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const arrived = new Promise<void>((arrive) => {
        held = { arrive, answered };
      });
      return { arrived, answer };
    },
    drop() {
      for (const socket of sockets.values()) socket.destroy();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
