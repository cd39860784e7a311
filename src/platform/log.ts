import { type DestinationStream, type Logger, pino } from 'pino';
import { currentReference } from './reference.js';
import { withoutAddresses } from './without-addresses.js';

export type Log = Logger;

/**
 * The log: JSON lines, one event name a line, with the reference of the request or job that it is about. An error is for an
 * operator now, a warning for an operator some day, all else for nobody. Ids of subjects only; names and addresses are kept
 * out by never being passed, and redacted should they slip in.
 * @param destination takes the lines; standard output when absent
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => {
        const reference = currentReference();
        return reference ? { reference } : {};
      },
      serializers: { err: told },
      redact: {
        paths: ['email', '*.email', 'to', '*.to', 'name', '*.name', 'url', '*.url'],
        remove: true,
      },
    },
    destination,
  );
}

// What helps to find a fault. The rest of an error stays here: the parameters of a query are names and addresses.
const TOLD = ['code', 'constraint', 'table', 'command', 'responseCode'] as const;

function told(error: unknown): object {
  if (!(error instanceof Error)) return { message: withoutAddresses(String(error)) };
  const fields = error as Error & Readonly<Record<string, unknown>>;
  return {
    type: error.constructor.name,
    message: withoutAddresses(error.message),
    ...Object.fromEntries(TOLD.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field]]]))),
    stack: withoutAddresses(error.stack ?? ''),
    ...(error.cause !== undefined && { cause: told(error.cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.map(told) }),
  };
}
