/** What a line of a file of applications can say: one application of one student for one position. */
export type ImportField =
  | 'email'
  | 'position'
  | 'name'
  | 'firstName'
  | 'lastName'
  | 'phone'
  | 'priority'
  | 'laos'
  | 'text';

/** One student's application for one position, as a line says it. */
export interface ImportRow {
  readonly line: number;
  readonly email: string;
  /** What names the position, as it stands there. */
  readonly position: string;
  readonly name: string;
  /** Empty when it is not given. */
  readonly phone: string;
  /** 1 is wanted most; null when the file does not say. */
  readonly priority: number | null;
  readonly laos: boolean;
  readonly text: string;
}

/** What is wrong with a line. */
export interface RowFault {
  readonly line: number;
  readonly field: ImportField;
  readonly is:
    | ('missing' | 'long' | 'characters' | 'email' | 'phone' | 'number' | 'yes-no' | 'twice' | 'priority-twice')
    | ('unknown' | 'ambiguous' | 'unannounced' | 'rated' | 'settled');
  /** What stands there. */
  readonly value: string;
  /** The line with which it does not agree. */
  readonly other?: number;
  /** The most characters that fit. */
  readonly most?: number;
  /** What could be meant. */
  readonly choices?: readonly string[];
}

/** A position of the round, as far as applications may come for it. */
export interface ImportPosition {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  readonly teacher: string;
  readonly announced: boolean;
  readonly rated: boolean;
  readonly settled: boolean;
}

/** An application that is there already, withdrawn or not. */
export interface KnownApplication {
  readonly email: string;
  readonly positionId: string;
  readonly priority: number;
  readonly withdrawn: boolean;
}

export type NewApplication = Omit<ImportRow, 'position' | 'priority'> & {
  readonly positionId: string;
  readonly priority: number;
};

/** What would come of a file. */
export interface ImportPlan {
  readonly applications: readonly NewApplication[];
  /** How many lines are of applications that are there already; they stay as they are. */
  readonly known: number;
  readonly faults: readonly RowFault[];
}

/**
 * Step 3, for students who applied elsewhere: which applications a file brings. A position that is rated takes none any
 * more, by any way. Where the file gives no priority, a student's applications are wanted in the order of the file.
 */
export function planImport(
  rows: readonly ImportRow[],
  positions: readonly ImportPosition[],
  existing: readonly KnownApplication[],
): ImportPlan {
  const find = finderOf(positions);
  const faults: RowFault[] = [];
  const known = new Map(existing.map((one) => [keyOf(one.email, one.positionId), one]));
  const lines = new Map<string, number>();
  const found: (ImportRow & { readonly positionId: string })[] = [];
  let already = 0;
  for (const row of rows) {
    const { position, fault } = find(row);
    if (!position) {
      faults.push(fault);
      continue;
    }
    const key = keyOf(row.email, position.id);
    const other = lines.get(key);
    lines.set(key, other ?? row.line);
    if (other !== undefined) faults.push(faultOf(row, 'position', 'twice', { other }));
    else if (known.has(key)) already += 1;
    else {
      const closed = closedBy(position);
      if (closed) faults.push(faultOf(row, 'position', closed));
      else found.push({ ...row, positionId: position.id });
    }
  }
  const applications = withPriorities(found, existing, (fault) => faults.push(fault));
  return { applications, known: already, faults: faults.sort((a, b) => a.line - b.line) };
}

const keyOf = (email: string, positionId: string) => JSON.stringify([email, positionId]);

const closedBy = ({ announced, rated, settled }: ImportPosition): RowFault['is'] | null => {
  if (!announced) return 'unannounced';
  if (settled) return 'settled';
  return rated ? 'rated' : null;
};

const faultOf = (
  row: ImportRow,
  field: 'position' | 'priority',
  is: RowFault['is'],
  more: Partial<RowFault> = {},
): RowFault => ({ line: row.line, field, is, value: String(row[field] ?? ''), ...more });

/** Each free priority is given once to a student, after those that the file and earlier applications take. */
function withPriorities(
  rows: readonly (ImportRow & { readonly positionId: string })[],
  existing: readonly KnownApplication[],
  tell: (fault: RowFault) => void,
): NewApplication[] {
  const taken = new Map<string, Map<number, number | null>>();
  const of = (email: string) => {
    const own = taken.get(email) ?? new Map<number, number | null>();
    taken.set(email, own);
    return own;
  };
  for (const { email, priority, withdrawn } of existing) if (!withdrawn) of(email).set(priority, null);
  const clashing = new Set<number>();
  for (const row of rows) {
    if (row.priority === null) continue;
    const own = of(row.email);
    const other = own.get(row.priority);
    if (other === undefined) own.set(row.priority, row.line);
    // One that the student has given elsewhere stands; this one comes after the others.
    else if (other !== null) {
      clashing.add(row.line);
      tell(faultOf(row, 'priority', 'priority-twice', { other }));
    }
  }
  return rows
    .filter(({ line }) => !clashing.has(line))
    .map(({ position: _, ...row }) => {
      const own = of(row.email);
      if (row.priority !== null && own.get(row.priority) === row.line) return { ...row, priority: row.priority };
      const next = Math.max(0, ...own.keys()) + 1;
      own.set(next, row.line);
      return { ...row, priority: next };
    });
}

type Found = { position: ImportPosition; fault: null } | { position: null; fault: RowFault };

/** Finds the position that a line names: by its id, its course, its title, or the course and more. */
function finderOf(positions: readonly ImportPosition[]): (row: ImportRow) => Found {
  const by = new Map<string, ImportPosition[]>();
  const add = (name: string, position: ImportPosition) => {
    const some = by.get(fold(name)) ?? [];
    if (!some.includes(position)) by.set(fold(name), [...some, position]);
  };
  for (const position of positions) {
    add(position.course, position);
    add(position.title, position);
    add(`${position.course} ${position.title}`, position);
  }
  const ids = new Map(positions.map((position) => [fold(position.id), position]));
  return (row) => {
    const said = fold(row.position);
    const [course = ''] = said.split(' ');
    const some = by.get(said) ?? by.get(course) ?? [];
    // A course may be asked for by several teachers.
    const named = some.length > 1 ? some.filter(({ teacher }) => said.includes(fold(teacher))) : some;
    const position = ids.get(said) ?? (named.length === 1 ? named[0] : undefined);
    if (position) return { position, fault: null };
    const choices = some.map(({ id }) => id);
    const fault =
      some.length > 1 ? faultOf(row, 'position', 'ambiguous', { choices }) : faultOf(row, 'position', 'unknown');
    return { position: null, fault };
  };
}

const fold = (text: string) =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{Nd}]+/gu, ' ')
    .trim();
