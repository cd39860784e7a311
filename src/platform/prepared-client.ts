import type { Socket } from 'node:net';
import pg from 'pg';

// Asked less often than this, a text is not worth a plan that every connection keeps.
const OFTEN = 5;
const MOST = 200;
const MOST_COUNTED = 2_000;

const asked = new Map<string, number>();
const names = new Map<string, string>();

/** The name under which a text is prepared; undefined while it is asked too seldom for that. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST) return known;
  const times = (asked.get(text) ?? 0) + 1;
  if (asked.size > MOST_COUNTED) asked.clear();
  asked.set(text, times);
  if (times < OFTEN) return undefined;
  asked.delete(text);
  const name = `stafett${names.size}`;
  names.set(text, name);
  return name;
}

// Without values a text may be several statements, which cannot be prepared; ours that are begin otherwise.
const isPlanned = (text: string, values: unknown) =>
  (Array.isArray(values) && values.length > 0) || /^\s*select\b/i.test(text);

// Left to itself PostgreSQL takes each row found by an index for as dear as a disk's arm makes it, and reads tables of some
// hundred thousand rows whole. Many years' rounds fit into memory. What the operator sets comes later, and counts.
const PLANNER = '-c random_page_cost=1.5';

const BEGIN = 'START TRANSACTION';

/**
 * A connection on which what is asked often is planned once (PostgreSQL's prepared statements), and not at each time; and on
 * which a transaction begins with its first statement: the two go out together, and come back together.
 *
 * For that it is in pg's pipeline mode: what is asked while another query is under way is sent at once, and answered in turn.
 */
export class PreparedClient extends pg.Client {
  #begins = false;

  constructor(config: pg.ClientConfig = {}) {
    const options = [PLANNER, config.options ?? process.env.PGOPTIONS ?? ''].join(' ').trim();
    super({ ...config, options, pipeline: true });
  }

  override query(...given: unknown[]): never {
    if (given.length <= 2 && given[0] === BEGIN) {
      this.#begins = true;
      return Promise.resolve(BEGUN) as never;
    }
    if (!this.#begins) return this.#ask(given);
    this.#begins = false;
    const { stream } = (this as unknown as { readonly connection: { readonly stream: Socket } }).connection;
    stream.cork();
    try {
      // Should it not begin, then what follows has not been done as it was asked for either.
      return Promise.all([super.query(BEGIN), this.#ask(given)]).then(([, answer]) => answer) as never;
    } finally {
      stream.uncork();
    }
  }

  #ask(given: unknown[]): never {
    const [text, values, ...rest] = given;
    if (typeof text !== 'string' || typeof values === 'function') return super.query(...(given as [string])) as never;
    const query = { name: isPlanned(text, values) ? nameOf(text) : undefined, text, values } as pg.QueryConfig;
    if (rest.length > 0) return super.query(query, ...(rest as [never])) as never;
    // The callback that pg would write itself is allocated where V8 looks seldom, and keeps the answer for as long.
    return new Promise((resolve, reject) => {
      void super.query(query, (error: Error | null, answer: unknown) => (error ? reject(error) : resolve(answer)));
    }).catch(withOwnStack) as never;
  }
}

/** As pg does: the stack tells who asked, and not what read the answer. */
function withOwnStack(error: Error): never {
  Error.captureStackTrace(error);
  throw error;
}

const BEGUN = { command: 'START', rows: [], rowCount: null };
