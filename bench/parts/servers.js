import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../dist/src/platform/embedded-postgres.js';
import { ownRedis } from '../../dist/src/rehearsal/stores/redis.js';

/** A PostgreSQL of its own, as safe as one in production, with a database for every measurement. */
export async function startPostgres() {
  const directory = await mkdtemp(join(tmpdir(), 'stafett-bench-'));
  const postgres = await startEmbeddedPostgres({
    directory,
    flags: [
      '-c',
      'shared_preload_libraries=pg_stat_statements',
      '-c',
      'shared_buffers=256MB',
      '-c',
      'max_wal_size=4GB',
    ],
  });
  const ask = async (sql, url = postgres.url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const urlOf = (name) => Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
  return {
    home: postgres.home,
    ask,
    urlOf,
    /** A copy of the database `template`, made anew. */
    async copy(template, name) {
      await ask(`drop database if exists ${name} with (force)`);
      await ask(`create database ${name} template ${template}`);
      // What the copy has written is no matter of the measurement.
      await ask('checkpoint');
      return urlOf(name);
    },
    async create(name) {
      await ask(`create database ${name}`);
      return urlOf(name);
    },
    async stop() {
      await postgres.stop({ force: true });
      for (const path of new Set([directory, postgres.home])) await rm(path, { recursive: true, force: true });
    },
  };
}

/** A Redis of its own that keeps nothing on disk. */
export async function startRedis() {
  const deferred = [];
  const url = await ownRedis({ defer: (work) => deferred.push(work) });
  return {
    url,
    async stop() {
      for (const work of deferred) await work();
    },
  };
}
