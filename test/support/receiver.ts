import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What was posted to a receiver. */
export interface Received {
  readonly id: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
}

/** Another system that is told of changes, over real HTTP on this machine. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** How it answers from now on; with 204 when nothing else is said. */
  answer: (response: ServerResponse) => void;
  /** Fulfilled when so many posts have come in all. */
  count(number: number): Promise<void>;
  close(): Promise<void>;
}

export const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(code, headers).end();

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let listeners: (() => void)[] = [];
  const receiver = { answer: status(204) };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    received.push({
      id: String(request.headers['webhook-id']),
      body,
      headers: request.headers,
      path: `${request.method} ${request.url}`,
    });
    receiver.answer(response);
    for (const heard of listeners) heard();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stafett`,
    received,
    count: (number: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (received.length < number) return;
          listeners = listeners.filter((one) => one !== look);
          resolve();
        };
        listeners.push(look);
        look();
      }),
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  });
}
