import { Temporal } from 'temporal-polyfill';

const dateOf = (instant: { readonly epochMilliseconds: number }) => new Date(instant.epochMilliseconds);

const zoned = (instant: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);

/**
 * The instant that lies `duration` after `from`: its days on the wall clock first, then its hours and minutes exactly.
 * @param duration ISO 8601, `P2DT3H30M`
 */
export const after = (from: Date, duration: string, timeZone: string): Date =>
  dateOf(zoned(from, timeZone).add(Temporal.Duration.from(duration)));

/** The instant half-way between two, in elapsed time. */
export const halfway = (from: Date, to: Date): Date => new Date((from.getTime() + to.getTime()) / 2);

/** An instant as ISO 8601 with the zone's offset: `2026-09-21T08:00:00+02:00`. */
export const written = (instant: Date, timeZone: string): string =>
  zoned(instant, timeZone).toString({ timeZoneName: 'never' });

/** An instant for people: `2026-09-21 08:00`. */
export const said = (instant: Date, timeZone: string): string =>
  zoned(instant, timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
