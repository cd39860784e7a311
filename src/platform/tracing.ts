import { type Attributes, context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';
import type { Telemetry } from 'bullmq';
import { BullMQOtel } from 'bullmq-otel';
import type { Log } from './log.js';
import { currentReference } from './reference.js';
import { makeSpansBy } from './spans.js';
import { trouble } from './trouble.js';

const NAME = 'stafett';
// A daemon that is told to stop does not wait longer for a collector that hangs.
const PATIENCE_MS = 3_000;

export interface Tracing {
  /** What the queues note their jobs with. */
  readonly telemetry: Telemetry;
  /** Sends what was noted and not yet sent. */
  close(): Promise<void>;
}

/**
 * Sends traces from now on: each job, the decision that it makes, and the mails that leave. Only a daemon that was told where
 * to loads this module and what it needs.
 * @param endpoint of a collector that takes OTLP over HTTP; `/v1/traces` is added (OpenTelemetry's OTEL_EXPORTER_OTLP_ENDPOINT)
 */
export function startTracing(endpoint: string, log: Log): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: PATIENCE_MS,
  });
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': NAME })),
    sampler: new ParentBasedSampler({ root: told }),
    spanProcessors: [new BatchSpanProcessor(discreet(exporter, log))],
  });
  provider.register();
  const tracer = trace.getTracer(NAME);
  makeSpansBy((name, facts, work) =>
    tracer.startActiveSpan(name, { kind: name === 'mail' ? SpanKind.CLIENT : SpanKind.INTERNAL }, async (span) => {
      const reference = currentReference();
      span.setAttributes({ ...facts, ...(reference && { 'stafett.reference': reference }) });
      try {
        return await work((more) => span.setAttributes(more));
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    }),
  );
  return {
    telemetry: new BullMQOtel({ tracerName: 'bullmq' }) as Telemetry,
    async close() {
      makeSpansBy(null);
      await provider.shutdown().catch((error: unknown) => log.warn({ err: error }, 'traces-not-sent'));
      for (const api of [trace, context, propagation]) api.disable();
    },
  };
}

// A worker that waits asks for a job every few seconds, which is the beginning of nothing.
const BEGINNINGS = /^(process|add|addBulk) |^(decision|mail)$/;

const told: Sampler = {
  shouldSample: (_context, _traceId, name) => ({
    decision: BEGINNINGS.test(name) ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
  }),
  toString: () => 'stafett',
};

const TOLD = /^(stafett\.\w+|bullmq\.(queue\.(name|operation)|job\.(id|name|bulk\.count|attempts\.made)))$/;

/** Sends spans without what libraries add to them: why a job or a command failed may name whom a mail was for. */
function discreet(exporter: SpanExporter, log: Log): SpanExporter {
  const unsent = trouble(
    (error) => log.warn({ err: error }, 'traces-not-sent'),
    () => log.info('traces-sent-again'),
  );
  return {
    export(spans, done) {
      exporter.export(spans.map(bare), (result) => {
        if (result.code === 0) unsent.ends();
        else unsent.begins(result.error);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

function bare(span: ReadableSpan): ReadableSpan {
  const attributes: Attributes = Object.fromEntries(
    Object.entries(span.attributes).filter(([name]) => TOLD.test(name)),
  );
  return Object.create(span, {
    attributes: { value: attributes },
    events: { value: [] },
    status: { value: { code: span.status.code } },
  }) as ReadableSpan;
}
