import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request of a browser, and what came back. */
export interface Request {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

// One for all robots; plain node:http, since `fetch` takes three times the processor time and refuses to say where a
// form's request comes from as a browser does.
const agent = new Agent({ keepAlive: true });

/** Sends a request and reads the whole answer; redirects are not followed. */
export function exchange(url: URL, { method, headers, body }: Request, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method, headers });
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
