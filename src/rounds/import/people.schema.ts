import type { z } from 'zod';
import { LOCALES } from '../../people/person.entity.js';
import { email, id, line, oneOf, whole, yesOrNo } from './fields.js';
import { list, object } from './structures.js';

// The staff's pages and mails are in these two.
const locale = oneOf('nb', 'en');

export const facultySchema = object({ name: line('a name'), email });

export const campusSchema = object({
  id,
  name: line('a name'),
  locale,
  announceTo: email,
  contact: object({ name: line('a name'), email, phone: line('a telephone number', 64).optional() }),
});

export const applicantSchema = object({
  name: line('a name'),
  email,
  locale: oneOf(...LOCALES),
  laos: yesOrNo,
  applications: list(object({ position: id, priority: whole(1) })),
});

export type ScenarioCampus = z.output<typeof campusSchema>;
export type ScenarioApplicant = z.output<typeof applicantSchema>;
