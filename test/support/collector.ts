import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as OTLP's JSON has it, its attributes by name. */
export interface SeenSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: { readonly code?: number };
}

/** What takes traces by OTLP over HTTP. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly SeenSpan[];
  /** All that came in, as it came. */
  text(): string;
  close(): Promise<void>;
}

type Value = { stringValue?: string; intValue?: number; arrayValue?: { values: Value[] } };
type Attribute = { key: string; value: Value };
type Sent = Omit<SeenSpan, 'attributes'> & { attributes: Attribute[] };
type Body = { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] };

const worth = ({ stringValue, intValue, arrayValue }: Value): unknown =>
  stringValue ?? intValue ?? arrayValue?.values.map(worth);

/** Starts one on a free port that answers to `/v1/traces`. */
export async function startCollector(): Promise<Collector> {
  const spans: SeenSpan[] = [];
  const bodies: unknown[] = [];
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as Body;
    bodies.push(body);
    if (request.url === '/v1/traces')
      for (const { attributes, ...span } of body.resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans),
      ))
        spans.push({
          ...span,
          attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, worth(value)])),
        });
    response.setHeader('Content-Type', 'application/json').end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    text: () => JSON.stringify(bodies),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
