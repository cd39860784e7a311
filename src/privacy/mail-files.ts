import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import { listMailFiles } from '../outbox/mailbox/store.js';

/** The headers are at the beginning. */
const HEAD = 8_192;

/**
 * Deletes from the local mailbox every mail out of which somebody was erased, by the outbox: so what a crash left behind
 * goes the next time.
 */
export async function forgetMailFiles(manager: EntityManager, folder: string): Promise<void> {
  const ids = new Map<string, string>();
  for (const name of await listMailFiles(folder)) {
    const id = /^message-id:\s*<([\da-f-]{36})@/im.exec(await readHead(join(folder, name)))?.[1];
    if (id) ids.set(name, id);
  }
  if (ids.size === 0) return;
  const rows = await manager.query<{ id: string }[]>(
    `select id from mail where id = any($1) and erased_at is not null`,
    [[...new Set(ids.values())]],
  );
  const erased = new Set(rows.map(({ id }) => id));
  for (const [name, id] of ids) if (erased.has(id)) await rm(join(folder, name), { force: true });
}

async function readHead(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead).toString('latin1');
  } finally {
    await file.close();
  }
}
