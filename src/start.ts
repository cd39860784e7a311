import { startDaemon } from './main.js';
import type { Config } from './platform/config.js';
import { keepHeapSmall } from './platform/heap.js';
import { Refusal } from './platform/refusal.js';

// Supervisors commonly kill ten seconds after they asked.
const STOP_WITHIN_MS = 9_500;

/** Runs the daemon until it is told to stop by SIGTERM or SIGINT, and then exits 0 with what was in hand finished. */
export async function runDaemon(config: Config, say: (line: string) => void): Promise<void> {
  if (config.roles.includes('worker')) keepHeapSmall();
  const stall = () => {
    say('Subjects are overdue and no job has run for five minutes. The daemon ends, to be started again.');
    process.exit(1);
  };
  const daemon = await startDaemon(config, say, stall).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new Refusal(`Port ${config.port} is taken. Set PORT to a free one, then start again.`);
    throw error;
  });
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      say('What was in hand did not finish in time; it will be done at the next start.');
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    await daemon.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  // Whoever hears this may tell it to stop at once.
  for (const line of daemon.greeting) say(line);
  process.send?.('ready');
}
