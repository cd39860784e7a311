import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { lookupPublic, PRIVATE } from './address.js';
import type { Answer } from './answer.rule.js';

const PATIENCE_S = 15;
const MOST_READ = 4_096;

/** Where a delivery goes, and whether that may be in a private network. */
export interface Target {
  readonly url: string;
  readonly private: boolean;
}

/**
 * Posts a body to another system. Redirects are answers like any other, and of an answer no more is read than a server needs
 * to end it in peace.
 * @returns how it answered, or why it did not; never throws, and never tells an address
 */
export function post(
  target: Target,
  body: string,
  headers: Readonly<Record<string, string>>,
  patienceS = PATIENCE_S,
): Promise<Answer> {
  const url = new URL(target.url);
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          'User-Agent': 'Stafett',
          ...headers,
        },
        agent: false,
        signal: AbortSignal.timeout(patienceS * 1000),
        ...(target.private ? {} : { lookup: lookupPublic }),
      },
      (incoming) => {
        let read = 0;
        incoming.on('data', (part: Buffer) => {
          read += part.length;
          if (read > MOST_READ) incoming.destroy();
        });
        // Its status has come; how the rest ends is of no interest.
        incoming.on('error', () => undefined);
        incoming.on('close', () => resolve({ status: incoming.statusCode ?? 0 }));
      },
    );
    // Nobody asked for another protocol: there is no answer to wait for.
    outgoing.on('upgrade', (incoming, socket) => {
      socket.destroy();
      resolve({ status: incoming.statusCode ?? 0 });
    });
    outgoing.on('error', (error) => resolve({ fault: faultOf(error, patienceS) }));
    outgoing.end(body);
  });
}

function faultOf(error: Error, patienceS: number): string {
  const code = 'code' in error ? String(error.code) : error.name;
  if (code === 'ABORT_ERR') return `no answer within ${patienceS} seconds`;
  if (code === PRIVATE) return 'its name leads into a private network';
  return `no connection: ${code}`;
}
