import type { z } from 'zod';
import { HOURS } from '../hours.js';
import { dateTime, email, id, line, oneOf, whole } from './fields.js';
import { list, object } from './structures.js';

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
  hours: whole(HOURS.least, HOURS.most),
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
