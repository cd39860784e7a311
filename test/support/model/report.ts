import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** Nanoseconds since 1970 of an ISO 8601 instant with an offset. */
export const instantOf = (text: string): bigint => Temporal.Instant.from(text).epochNanoseconds;

const instant = z.string().refine(isInstant, { error: 'is not an ISO 8601 instant with an offset' });

function isInstant(text: string): boolean {
  try {
    instantOf(text);
    return true;
  } catch {
    return false;
  }
}

const offer = z.object({
  student: z.string(),
  rank: z.number(),
  issuedAt: instant,
  expiresAt: instant,
  state: z.string(),
  closedAt: instant.nullable(),
});

/** The parts of a rehearsal's report that the model speaks of. */
export const reportSchema = z.object({
  report: z.literal(1),
  positions: z.array(
    z.object({
      id: z.string(),
      round: z.string(),
      openings: z.number(),
      employed: z.array(z.string()),
      finalListAt: instant.nullable(),
      offers: z.array(offer),
    }),
  ),
  mails: z.array(z.object({ kind: z.string(), to: z.string(), sentAt: instant, messageId: z.string() })),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportPosition = Report['positions'][number];
export type ReportMail = Report['mails'][number];
