import { once } from 'node:events';

/** Ends the process of servers.ts and waits until it has stopped the servers and removed their data. */
export default async function teardown(): Promise<void> {
  const child = globalThis.testServers;
  if (!child || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  const [code] = await ended;
  if (code !== 0) throw new Error('The servers for the tests did not stop as they should: see above.');
}
