import { z } from 'zod';
import { dateLater } from '../../rounds/wall-clock.js';
import { line } from '../../web/form.js';

/** Stands for all campuses among the choices of the form. */
export const ALL = '*';

// Longer is a slip in the year.
const MOST_DAYS = 100;

const day = z.iso.date('faults.day').refine((date) => date.startsWith('2'), 'faults.day');

/** The form of own days off. Where the last day is left out, there is one. @param campuses that may be chosen */
export const daysOffForm = (campuses: readonly string[]) =>
  z
    .object({
      name: line('days-off.faults.name'),
      firstDay: day,
      lastDay: z.union([day, z.literal('')], 'faults.day').default(''),
      campus: z.literal(campuses, 'days-off.faults.campus'),
    })
    .transform(({ lastDay, campus, ...given }) => ({
      ...given,
      lastDay: lastDay || given.firstDay,
      campusId: campus === ALL ? null : campus,
    }))
    .refine(({ firstDay, lastDay }) => lastDay >= firstDay, { path: ['lastDay'], error: 'days-off.faults.order' })
    .refine(({ firstDay, lastDay }) => lastDay < dateLater(firstDay, MOST_DAYS), {
      path: ['lastDay'],
      error: 'days-off.faults.long',
    });
