import type { z } from 'zod';
import type { App } from '../../platform/app.js';
import type { Tx } from '../../timetable/turn.js';

/** A field of an act's form beside the reason. Its label and hint are `acts.<act>.fields.<name>[.hint]`. */
export interface Field {
  readonly name: string;
  readonly type: 'date' | 'datetime-local' | 'number' | 'text' | 'email' | 'select';
  readonly value: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

/** What an act is about, as its pages say it. */
export interface Matter {
  /** The round that it belongs to: whoever may watch its campus may act. */
  readonly roundId: string;
  readonly positionId: string | null;
  /** What the texts of the act can say. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly fields: readonly Field[];
  /** The page to go back to. */
  readonly page: string;
}

/** Who does it, and why. */
export interface By {
  readonly actorId: string;
  readonly reason: string;
}

/**
 * Something that a contact does to put a matter right. Its texts are `acts.<name>.{title,text,send,done}` and, for each
 * refusal, `acts.<name>.refused.<refusal>`.
 */
export interface Act<Input extends object = object> {
  readonly name: string;
  /** Reads the fields; messages are keys of the board's catalogue. */
  readonly schema: z.ZodType<Input>;
  /** The act that takes this one back, with the same subject. */
  readonly undo?: string;
  /** What it is about; null when there is no such thing, or nothing to do about it now. */
  find(app: App, id: string, now: Date): Promise<Matter | null>;
  /**
   * Does it in a transaction of its own or one that is undone, and records the event with its actor and reason.
   * @returns null when it was done, else why not
   */
  run(tx: Tx, id: string, input: Input, by: By): Promise<string | null>;
}

/** Keeps an act's own types while a list of acts holds them all. */
export const act = <Input extends object>(one: Act<Input>): Act => one as unknown as Act;
