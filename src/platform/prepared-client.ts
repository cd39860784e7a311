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

/** A connection on which what is asked often is planned once (PostgreSQL's prepared statements), and not at each time. */
export class PreparedClient extends pg.Client {
  override query(...given: unknown[]): never {
    const [text, values] = given;
    const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : undefined;
    const query = name ? [{ name, text, values }, ...given.slice(2)] : given;
    return super.query(...(query as [string])) as never;
  }
}
