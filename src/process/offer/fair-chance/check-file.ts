import { z } from 'zod';
import type { OfferLog, Recorded } from '../fairness.rule.js';
import type { RoundCheck } from './read-check.js';
import { seal } from './seal.js';
import { summaryOf } from './verdict.rule.js';

export const FORMAT = 'stafett fair chance check';
export const VERSION = 1;

const instant = z.iso.datetime().transform((text) => new Date(text));
const person = z.guid();
const count = z.int().min(0);

// What somebody wrote as the reason may name anybody and tell anything of them: a file is told only that there is one.
const common = { at: instant, actorId: person.nullable(), reasoned: z.boolean() };

const event = z.discriminatedUnion('is', [
  z.strictObject({ ...common, is: z.literal('rated'), ranked: z.array(person), unsuited: count }),
  z.strictObject({ ...common, is: z.enum(['offered', 'named', 'let-go', 'restored']), personId: person }),
  z.strictObject({
    ...common,
    is: z.literal('closed'),
    personId: person,
    state: z.enum(['accepted', 'declined', 'expired', 'withdrawn']),
  }),
  z.strictObject({ ...common, is: z.literal('moved'), personId: person, from: instant, to: instant }),
  z.strictObject({ ...common, is: z.literal('resized'), from: count, to: count }),
]);

const position = z.strictObject({
  id: z.string(),
  course: z.string(),
  title: z.string(),
  openings: count,
  /** Whom the offers are for that there are, to be held against those of which the events tell. */
  offered: z.array(person),
  /** What happened, in its order. */
  events: z.array(event),
  /** What came of it: compared with what the events give, not read. */
  verdict: z.unknown(),
});

/** The file of a round's check, without its signature. Students are in it by their ids alone. */
export const checkSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  generatedAt: instant,
  /** The address of the installation. */
  from: z.string(),
  round: z.strictObject({ id: z.string(), campus: z.string(), semester: z.string() }),
  summary: z.unknown(),
  positions: z.array(position),
  /** Who stepped in, by name: null once they are erased. */
  steppedIn: z.array(z.strictObject({ id: person, name: z.string().nullable() })),
});

export type CheckFile = z.infer<typeof checkSchema>;

/** The check of a round as a file, signed. @param from the address of the installation */
export function checkFile(
  check: RoundCheck,
  { from, secret }: { readonly from: string; readonly secret: string },
): string {
  const { at, round, positions, steppedIn } = check;
  const content = {
    format: FORMAT,
    version: VERSION,
    generatedAt: at,
    from,
    round,
    summary: summaryOf(positions.map(({ verdict }) => verdict)),
    positions: positions.map(({ id, course, title, log, verdict }) => ({
      ...{ id, course, title, openings: log.openings, offered: log.offered },
      events: log.events.map(written),
      verdict,
    })),
    steppedIn,
  };
  return `${JSON.stringify(seal(content, secret), null, 2)}\n`;
}

const written = ({ reason, ...event }: Recorded) => ({ ...event, reasoned: reason !== null });

/** What a position of a file was judged by. */
export const logIn = ({ openings, offered, events }: CheckFile['positions'][number]): OfferLog => ({
  openings,
  offered,
  events: events.map(({ reasoned, ...event }): Recorded => ({ ...event, reason: null })),
});
