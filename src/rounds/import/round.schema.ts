import type { z } from 'zod';
import { dateTime, email, id, line, oneOf, whole } from './fields.js';
import { list, object } from './structures.js';

/** The hours that one assistant may be asked for in a semester. */
export const LEAST_HOURS = 80;
export const MOST_HOURS = 120;

const calendarSchema = object({
  demandOpens: dateTime,
  demandDue: dateTime,
  reportDue: dateTime,
  announceAt: dateTime,
  applyDue: dateTime,
  rateDue: dateTime,
  offersAt: dateTime,
  closesAt: dateTime,
});

const positionSchema = object({
  id,
  course: line('a course code', 64),
  title: line('a title'),
  kind: oneOf('learning-assistant', 'teaching-assistant'),
  openings: whole(1),
  hours: whole(LEAST_HOURS, MOST_HOURS),
  teacher: object({ name: line('a name'), email }),
});

export const roundSchema = object({
  id,
  campus: id,
  semester: line('a semester', 64),
  calendar: calendarSchema,
  positions: list(positionSchema),
});

export type ScenarioRound = z.output<typeof roundSchema>;
export type ScenarioPosition = z.output<typeof positionSchema>;
