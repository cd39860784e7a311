import { join } from 'node:path';
import { withLockFile } from './lock-file.js';
import { findBinaries } from './postgres/binaries.js';
import { type Cluster, openCluster } from './postgres/cluster.js';
import { ask, showPresence } from './postgres/connection.js';
import { findPlace } from './postgres/place.js';
import { findServer, startServer, stopServer, urlOf } from './postgres/server.js';

/** A PostgreSQL server that we run ourselves, shared by all our processes on this machine. */
export interface EmbeddedPostgres {
  /** Address of the database, as the server's superuser. */
  readonly url: string;
  /** Where the data, the password and the server's log (data/server.log) really are. */
  readonly home: string;
  /**
   * Stops the server, unless another process still uses it (or in spite of that, by `force`, for a database that is
   * thrown away anyway). Close your own connections first: they too count as use.
   */
  stop(options?: { force?: boolean }): Promise<void>;
}

/**
 * Starts PostgreSQL on the cluster in `directory`, which is made at the first use, as is `database` in it, and gives its
 * address. A server that already runs there is shared, also one whose starter was killed; `flags` (such as
 * `['-c', 'fsync=off']`) count only when the server is started here. The server outlives this process unless `stop`
 * is called. Noteworthy decisions are told through `say`, one sentence each.
 * Throws an error that says what was tried, the end of the server's log and the remedy.
 */
export async function startEmbeddedPostgres(options: {
  directory: string;
  say?: (line: string) => void;
  flags?: string[];
  database?: string;
}): Promise<EmbeddedPostgres> {
  const { directory, say = () => undefined, flags = [], database = 'stafett' } = options;
  const place = await findPlace(directory, say);
  const binaries = await findBinaries(place.account, say);
  const lock = join(place.home, 'lock');
  return withLockFile(lock, async () => {
    const cluster = await openCluster(place, binaries, flags);
    const port = (await findServer(cluster)) ?? (await startServer(cluster, flags));
    return share(cluster, port, { database, lock });
  });
}

async function share(
  cluster: Cluster,
  port: number,
  { database, lock }: { database: string; lock: string },
): Promise<EmbeddedPostgres> {
  const maintenance = urlOf(cluster, port, 'postgres');
  const presence = await showPresence(maintenance);
  const existing = await ask(maintenance, 'SELECT FROM pg_database WHERE datname = $1', [database]);
  if (existing.length === 0) await ask(maintenance, `CREATE DATABASE ${database}`);
  const leave = (force: boolean) =>
    withLockFile(lock, async () => {
      const isLast = force || !(await presence.isUsedByOthers().catch(() => true));
      await presence.end();
      if (isLast) await stopServer(cluster);
    });
  let left: Promise<void> | undefined;
  return {
    url: urlOf(cluster, port, database),
    home: cluster.home,
    stop({ force = false } = {}) {
      left ??= leave(force);
      return left;
    },
  };
}
