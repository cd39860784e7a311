import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const PRESENCE = 'stafett presence';
const GRACE_MS = 1_000;

/** A connection held open for no other purpose than to be seen: as long as it is there, nobody stops the server. */
export interface Presence {
  /**
   * Whether anybody else uses the server. Backends outlive their closed sockets by a moment, so plain connections
   * get a second to go away; the presence of another process is believed at once.
   */
  isUsedByOthers(): Promise<boolean>;
  end(): Promise<void>;
}

/** Asks one query over a connection of its own and gives the rows. Throws what pg throws. */
export async function ask<Row extends pg.QueryResultRow>(url: string, sql: string, values: unknown[] = []) {
  const { client } = await connect(url, 'stafett');
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Makes our use of the server visible to the other processes that share it, however idle our pools are. When the
 * connection breaks (the server recovers from a crash), it is made anew; it never keeps the process alive.
 * Throws what pg throws when the first connection fails.
 */
export async function showPresence(url: string): Promise<Presence> {
  let ended = false;
  let current = await connect(url, PRESENCE);
  const watch = () => {
    current.socket.unref();
    current.client.once('end', () => {
      if (!ended) void reopen();
    });
  };
  const reopen = async () => {
    while (!ended) {
      await pause(1_000, undefined, { ref: false });
      const made = await connect(url, PRESENCE).catch(() => undefined);
      if (!made) continue;
      current = made;
      if (ended) await made.client.end();
      else watch();
      return;
    }
  };
  watch();
  return {
    async isUsedByOthers() {
      current.socket.ref();
      const { rows } = await current.client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      return isUsedBesides(url, rows[0]?.pid ?? 0);
    },
    async end() {
      ended = true;
      current.socket.ref();
      await current.client.end();
    },
  };
}

async function isUsedBesides(url: string, own: number): Promise<boolean> {
  const start = performance.now();
  for (;;) {
    const others = await ask<{ application_name: string }>(
      url,
      `SELECT application_name FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid NOT IN ($1, pg_backend_pid())`,
      [own],
    );
    if (others.length === 0) return false;
    if (others.some((other) => other.application_name === PRESENCE)) return true;
    if (performance.now() - start > GRACE_MS) return true;
    await pause(25);
  }
}

async function connect(url: string, application: string): Promise<{ client: pg.Client; socket: Socket }> {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: url,
    // Otherwise a PGSSLMODE in the environment, meant for another server, would decide.
    ssl: false,
    application_name: application,
    connectionTimeoutMillis: 5_000,
    stream: () => socket,
  });
  client.on('error', () => undefined);
  await client.connect();
  return { client, socket };
}
