import { DataSource, type DataSourceOptions, QueryFailedError, type QueryRunner } from 'typeorm';
import { PreparedClient } from './prepared-client.js';

// One query of a line waits for those before it: where they take so long, others are not sent after them.
const SLOW_MS = 25;

/** What a data source takes that is told where PostgreSQL is by an address. */
export type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }> & { readonly url: string };

/** A connection on which many queries are under way at once; PostgreSQL answers them in turn, without a pause between two. */
interface Line {
  readonly client: PreparedClient;
  underway: number;
  /** When the query that is being answered had its turn, by this machine. */
  turnAt: number;
  /** Called when none is under way any more. */
  done?: () => void;
}

/**
 * A data source whose reads outside of transactions share a few connections instead of holding one each: most of what a short
 * query takes, here and in PostgreSQL, is to wake the other one up. Where no such line is open or quick, the pool answers.
 */
export class SharedReads extends DataSource {
  readonly #url: string;
  readonly #most: number;
  readonly #lines = new Set<Line>();
  #opening: Promise<void> | null = null;

  /** @param most the lines that are open at once, beside the pool; each is opened when there is use for it */
  constructor(options: PostgresOptions, most: number) {
    super(options);
    this.#url = options.url;
    this.#most = most;
  }

  override async query<T>(text: string, values?: unknown[], runner?: QueryRunner): Promise<T> {
    const line = runner || !isRead(text) ? null : this.#quick();
    if (!line) return super.query<T>(text, values as never, runner);
    if (line.underway === 0) line.turnAt = performance.now();
    line.underway += 1;
    try {
      const { rows } = await line.client.query(text, values);
      return rows as T;
    } catch (error) {
      throw new QueryFailedError(text, values, error as Error);
    } finally {
      line.underway -= 1;
      line.turnAt = performance.now();
      if (line.underway === 0) line.done?.();
    }
  }

  /** Waits for what is under way, and closes the lines and the pool. */
  override async destroy(): Promise<void> {
    await this.#opening;
    const lines = [...this.#lines];
    // From here on the pool is asked, which says that it is closing.
    this.#lines.clear();
    await Promise.all(lines.map((line) => answered(line).then(() => line.client.end())));
    await super.destroy();
  }

  /** The first that is quick: as long as that is the one, whoever answers and PostgreSQL have a processor each to themselves. */
  #quick(): Line | null {
    for (const line of this.#lines) if (line.underway === 0 || performance.now() - line.turnAt <= SLOW_MS) return line;
    if (this.#lines.size < this.#most) this.#opening ??= this.#open();
    return null;
  }

  async #open(): Promise<void> {
    const client = new PreparedClient({
      connectionString: this.#url,
      application_name: 'stafett',
      keepAlive: true,
    });
    const line: Line = { client, underway: 0, turnAt: 0 };
    // Whoever is under way on a line that is lost hears of it; the next ones go to the pool.
    client.on('error', () => this.#lines.delete(line));
    client.on('end', () => this.#lines.delete(line));
    try {
      await client.connect();
      this.#lines.add(line);
    } catch {
      // The pool tells why there is no connection to be had.
    } finally {
      this.#opening = null;
    }
  }
}

const answered = (line: Line) =>
  new Promise<void>((resolve) => {
    if (line.underway === 0) resolve();
    else line.done = resolve;
  });

/** Whether a statement only reads, and waits for no lock: whatever waits behind one on a line might be what has to let it go. */
const isRead = (text: string): boolean => {
  const known = reads.get(text);
  if (known !== undefined) return known;
  if (reads.size >= MOST_KNOWN) reads.clear();
  const read =
    /^\s*select\b/i.test(text) && !/\bfor\s+(no\s+key\s+)?(update|share|key\s+share)\b|\bpg_\w*lock/i.test(text);
  reads.set(text, read);
  return read;
};

const reads = new Map<string, boolean>();
const MOST_KNOWN = 1_000;
