import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROCESS = fileURLToPath(new URL('./sink-process.js', import.meta.url));

/**
 * A mail server in another process that takes every message and forgets it.
 * @param delayMs it answers each message so much later
 */
export async function startSink({ delayMs = 0 } = {}) {
  const child = fork(PROCESS, [String(delayMs)]);
  const [port] = await once(child, 'message');
  const asked = (question) =>
    new Promise((answer) => {
      child.once('message', answer);
      child.send(question);
    });
  return {
    url: `smtp://127.0.0.1:${port}`,
    /** Forgets what has come so far. */
    reset: () => asked({ reset: true }),
    /** Fulfilled once so many messages have come since the reset, with the instant of the last in ms since 1970. */
    taken: (count) => asked({ count }),
    /** When each recipient's message came: pairs of address and ms since 1970. */
    arrivals: () => asked({ arrivals: true }),
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
