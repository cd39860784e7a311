import type { Queue } from 'bullmq';
import type { z } from 'zod';
import type { Locale } from '../../people/person.entity.js';
import type { App } from '../../platform/app.js';
import type { Tx } from '../../timetable/turn.js';
import type { Faults } from '../../web/form.js';

/** A round by its campus and semester, an instant, or what is said as it is. */
type Said = { readonly campus: string; readonly semester: string } | Date | string | number | boolean | null;

/** A field of an act's form beside the reason. Its label is `acts.<act>.fields.<name>`. */
export interface Field {
  readonly name: string;
  readonly type: 'date' | 'datetime-local' | 'number' | 'text' | 'email' | 'select';
  readonly value: string;
  /** What it was before the act that is to be undone. */
  readonly before?: string;
  readonly options?: readonly Option[];
}

/** What can be chosen: as it is written, or a text of the board with its values. */
export type Option = { readonly value: string } & (
  | { readonly label: string }
  | { readonly text: string; readonly values?: Readonly<Record<string, unknown>> }
);

/** What an act is about, as its pages say it. */
export interface Matter {
  /** The round that it belongs to: whoever may watch its campus may act. */
  readonly roundId: string;
  /** Other rounds that it belongs to, where one of them is as good: what somebody does about a person. */
  readonly alsoOf?: readonly string[];
  readonly positionId: string | null;
  /** What the texts of the act can say; an instant and a round are said in words. */
  readonly values: Readonly<Record<string, Said>>;
  readonly fields: readonly Field[];
  /** The page to go back to. */
  readonly page: string;
  /** Why there is nothing to do about it now, as `run` would say: whoever comes for it is told at once. */
  readonly refused?: string | null;
}

/** A sentence about the fields of an act, for its reader. */
export interface Remark {
  /** The field that it is about, as it is called. */
  readonly about: string;
  readonly text: string;
}

/** In which language and zone something is said. */
export interface Speech {
  readonly locale: Locale;
  readonly timeZone: string;
}

/** Who does it, and why. */
export interface By {
  readonly actorId: string;
  readonly reason: string;
  /** The round through which whoever acts may do it. */
  readonly roundId: string;
}

/**
 * Something that a contact does to put a matter right. Its texts are `acts.<name>.{title,text,confirm,send,done}` and, for
 * each refusal, `acts.<name>.refused.<refusal>`.
 */
export interface Act<Input extends object = object> {
  readonly name: string;
  /** Reads the fields; messages are keys of the board's catalogue. */
  readonly schema: z.ZodType<Input>;
  /** Whether it is the faculty's alone, whoever else may watch the round. */
  readonly facultyOnly?: boolean;
  /** Whether nothing brings back what it takes away, so that its last button warns. */
  readonly final?: boolean;
  /** The act that takes this one back, with the same subject. */
  readonly undo?: string;
  /** What it is about; null when there is no such thing. What somebody else has done meanwhile is `refused`. */
  find(app: App, id: string, now: Date): Promise<Matter | null>;
  /**
   * What of the fields cannot be as things are now, beyond what the schema sees: keys of the board's catalogue by field.
   * Null when it may be tried; `run` sees to it again.
   */
  check?(app: App, id: string, input: Input, now: Date): Promise<Faults | null>;
  /** What there is to say, before it is done, of the fields as they are: sentences that stand in nobody's way. */
  remarks?(app: App, id: string, input: Input, speech: Speech): Promise<readonly Remark[]>;
  /**
   * Does it in a transaction of its own or one that is undone, and records the event with its actor and reason.
   * @returns null when it was done, else why not
   */
  run(tx: Tx, id: string, input: Input, by: By): Promise<string | null>;
  /** What is to be done once it is committed, and may be done again. */
  after?(app: App, queues: readonly Queue[]): Promise<void>;
}

/** Keeps an act's own types while a list of acts holds them all. */
export const act = <Input extends object>(one: Act<Input>): Act => one as unknown as Act;
