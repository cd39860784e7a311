import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from './redis.js';

const SLOTS = 16_384;

export interface RedisCluster {
  /** The addresses of all nodes, as REDIS_URL has them. */
  readonly url: string;
  /** The node that has a key. */
  nodeOf(key: string): Promise<RedisServer>;
  stop(): Promise<void>;
}

/** Starts a cluster of primaries without replicas that share the slots, and waits until all agree that it is well. */
export async function startRedisCluster(size: number): Promise<RedisCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'stafett-cluster-'));
  const nodes: RedisServer[] = [];
  for (let index = 0; index < size; index += 1) {
    const file = join(directory, `node-${index}.conf`);
    const settings = { 'cluster-enabled': 'yes', 'cluster-config-file': file, 'cluster-node-timeout': '1000' };
    nodes.push(await startRedis(...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])));
  }
  const clients = nodes.map(({ url }) => new Redis(url));
  const first = new URL((nodes[0] as RedisServer).url);
  const startOf = (index: number) => Math.round((index * SLOTS) / size);
  for (const [index, client] of clients.entries()) {
    await client.call('CLUSTER', 'ADDSLOTSRANGE', startOf(index), startOf(index + 1) - 1);
    if (index > 0) await client.call('CLUSTER', 'MEET', first.hostname, first.port);
  }
  for (const client of clients)
    while (!String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await pause(50);
  for (const client of clients) client.disconnect();
  return {
    url: nodes.map(({ url }) => url).join(','),
    async nodeOf(key) {
      const client = new Redis((nodes[0] as RedisServer).url);
      const slot = Number(await client.call('CLUSTER', 'KEYSLOT', key));
      client.disconnect();
      return nodes[nodes.findLastIndex((_, index) => startOf(index) <= slot)] as RedisServer;
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
