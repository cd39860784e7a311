import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request of a browser, and what came back. */
export interface Request {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Who asks: the address that the request comes from (undefined: one that the machine picks), and when to give up. */
export interface Caller {
  readonly localAddress: string | undefined;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

// Each request has a connection of its own: the server may close a kept one at the very instant at which it is used again.
const agent = new Agent({ keepAlive: false });

/**
 * Sends a request and reads the whole answer; redirects are not followed. Over plain node:http, since `fetch` takes three
 * times the processor time.
 */
export function exchange(url: URL, { method, headers, body }: Request, caller: Caller): Promise<Answer> {
  const { localAddress, signal } = caller;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method, headers, ...(localAddress ? { localAddress } : {}) });
    const abort = () => outgoing.destroy(new Error('the rehearsal was stopped'));
    signal.addEventListener('abort', abort);
    outgoing.on('close', () => signal.removeEventListener('abort', abort));
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      text(incoming).then((content) => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: content });
      }, reject);
    });
    outgoing.end(body);
  });
}
