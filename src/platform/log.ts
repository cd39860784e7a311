import { type Logger, pino } from 'pino';

export type Log = Logger;

/**
 * The log: JSON lines on standard output, one event name a line. Ids of subjects only; names and addresses are kept out
 * by never being passed, and redacted should they slip in.
 */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['email', '*.email', 'to', '*.to', 'name', '*.name', 'url', '*.url', 'err.envelope'],
      remove: true,
    },
  });
}
