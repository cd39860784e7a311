import type { Locale } from '../people/person.entity.js';
import { message, messages } from '../platform/messages.js';
import type { MailFacts, MailKind, RoundFacts } from './kinds.js';
import { type Shape, shapes } from './shapes.js';
import type { Cell } from './tables.js';
import type { Told } from './told.js';
import { type MailValues, type Speech, valuesOf } from './values.js';

/** A mail in words, ready for a template: the HTML and the plain text are two settings of it. */
export interface Letter {
  readonly locale: Locale;
  readonly subject: string;
  /** Above the letter: what it is about. */
  readonly masthead: string;
  /** The line that mail programs show beside the subject. */
  readonly preheader: string;
  readonly greeting: string;
  readonly opening: readonly string[];
  /** The instant by which the reader has to act. */
  readonly deadline: Detail | null;
  readonly details: readonly Detail[];
  readonly stepsTitle: string | null;
  readonly steps: readonly string[];
  readonly button: { readonly label: string; readonly url: string } | null;
  /** Warns that the button's link is the reader's own. */
  readonly personal: string | null;
  readonly tables: readonly LetterTable[];
  readonly closing: readonly string[];
  readonly regards: string;
  readonly signature: string;
  /** Whom to turn to; null where the mail belongs to no round. */
  readonly contact: {
    readonly line: string;
    readonly email: string;
    readonly phone: string | null;
    /** The telephone number as an address (RFC 3966); null when it has no digits. */
    readonly tel: string | null;
  } | null;
}

interface Detail {
  readonly label: string;
  readonly value: string;
}

interface LetterTable {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly {
    readonly head: string;
    /** What stands beneath the head. */
    readonly notes: readonly string[];
    /** What stands beside the head, in the columns but the first. */
    readonly cells: readonly (Cell & Column)[];
  }[];
}

interface Column {
  readonly label: string;
  /** Numbers stand under each other. */
  readonly align: 'left' | 'right';
}

/** Writes a mail of a kind from its facts. */
export function write<K extends MailKind>(kind: K, facts: Told<MailFacts[K]>, speech: Speech, baseUrl: string): Letter {
  const { locale } = speech;
  const shape: Shape<MailFacts[K]> = shapes[kind];
  const round = roundOf(facts);
  const more = { ...(round && { contactName: round.contact.name }), ...shape.values?.(facts, speech) };
  const values = valuesOf(facts, speech, more);
  const say = (key: string) => message(locale, 'mail', key, values);
  const sayAll = (key: string) => messages(locale, 'mail', `${kind}.${key}`, values);
  const opening = sayAll('opening');
  const steps = sayAll('steps');
  const byContact = shape.from === 'contact' && round;
  return {
    locale,
    subject: clip(say(`${kind}.subject`)),
    masthead: round ? say('letter.masthead') : message(locale, 'common', 'product'),
    preheader: opening[0] ?? '',
    greeting: say('letter.greeting'),
    opening,
    deadline: shape.deadline ? detailOf(shape.deadline, values, say) : null,
    details: detailsOf(shape, facts).map((name) => detailOf(name, values, say)),
    stepsTitle: steps.length > 0 ? say(`${kind}.stepsTitle`) : null,
    steps,
    button: shape.button && { label: say(`${kind}.action`), url: addressOf(shape.button, facts, baseUrl) },
    personal: shape.button === 'link' && 'url' in facts ? say('letter.personal') : null,
    tables: tablesOf(kind, shape.tables?.(facts, speech) ?? [], say),
    closing: sayAll('closing'),
    regards: say('letter.regards'),
    signature: byContact ? byContact.contact.name : message(locale, 'common', 'product'),
    contact: round && {
      ...round.contact,
      tel: round.contact.phone?.replace(/[^\d+]/g, '') || null,
      line: say(byContact ? 'letter.questions' : 'letter.contact'),
    },
  };
}

type Say = (key: string) => string;

const roundOf = (facts: object): Told<RoundFacts> | null => ('contact' in facts ? (facts as Told<RoundFacts>) : null);

function addressOf(button: NonNullable<Shape<unknown>['button']>, facts: object, baseUrl: string): string {
  if (button === 'link' && 'url' in facts) return String(facts.url);
  if (button === 'files' && 'roundId' in facts)
    return `${baseUrl}/board/rounds/${encodeURIComponent(String(facts.roundId))}/files`;
  return `${baseUrl}${button === 'board' ? '/board' : '/'}`;
}

const detailsOf = <F>({ details = [] }: Shape<F>, facts: Told<F>) =>
  typeof details === 'function' ? details(facts) : details;

const detailOf = (name: string, values: MailValues, say: Say): Detail => ({
  label: say(`letter.details.${name}`),
  value: String(values[name]),
});

function tablesOf(kind: MailKind, tables: ReturnType<NonNullable<Shape<unknown>['tables']>>, say: Say): LetterTable[] {
  return tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, columns, rows }) => {
      const headings = columns.map((column, index): Column => {
        const numbers = rows.every(({ cells }) => /^[\d–]+$/.test(cells[index]?.text ?? ''));
        return { label: say(`letter.columns.${column}`), align: numbers ? 'right' : 'left' };
      });
      return {
        caption: say(`${kind}.tables.${name}`),
        columns: headings,
        rows: rows.map(({ cells, notes }) => ({
          head: cells[0]?.text ?? '',
          notes,
          cells: headings.slice(1).map((heading, index) => ({ ...heading, ...(cells[index + 1] as Cell) })),
        })),
      };
    });
}

/** The most that mail programs show, and that fits a header line unfolded (RFC 5322 §2.1.1). */
const SUBJECT = 78;

function clip(subject: string): string {
  const characters = [...subject];
  return characters.length <= SUBJECT
    ? subject
    : `${characters
        .slice(0, SUBJECT - 1)
        .join('')
        .trimEnd()}…`;
}
