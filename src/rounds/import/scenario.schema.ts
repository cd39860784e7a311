import { z } from 'zod';
import { behaviourSchema } from './behaviour.schema.js';
import { timeZone, told } from './fields.js';
import { looseOf } from './loose.js';
import { applicantSchema, campusSchema, facultySchema } from './people.schema.js';
import { roundSchema } from './round.schema.js';
import { checkCalendars } from './rules/calendars.js';
import { checkDuplicates } from './rules/duplicates.js';
import { checkNames } from './rules/names.js';
import { checkReferences } from './rules/references.js';
import type { Rule } from './rules/rule.js';
import { filledList, list, object } from './structures.js';

const shape = object({
  scenario: z.literal(1, told('a version of the format that is read here', 'Write 1.')),
  timeZone,
  faculty: facultySchema,
  campuses: filledList(campusSchema),
  rounds: filledList(roundSchema),
  applicants: list(applicantSchema).default([]),
  behaviour: behaviourSchema.default({ teachers: {}, students: {} }),
});

/** The content of a scenario file. Addresses are in lower case, also as keys of the behaviour. */
export type Scenario = z.output<typeof shape>;

const RULES: readonly Rule[] = [checkCalendars, checkDuplicates, checkNames, checkReferences];

/** The scenario format, with the rules that span several fields. Those hold also for the sound part of a faulty file. */
export const scenarioSchema = shape.superRefine(
  (value, ctx) => {
    const loose = looseOf<Scenario>(value, ctx.issues);
    for (const rule of RULES)
      rule(loose, (path, input, message) => ctx.addIssue({ code: 'custom', path, input, message }));
  },
  { when: () => true },
);
