import { z } from 'zod';
import { changeSchema, kindSchema, personSchema } from '../changes/change.schema.js';

const campus = z.object({ id: z.string(), name: z.string() });

const round = z
  .object({
    id: z.string(),
    campus,
    semester: z.string().meta({ description: 'Such as 2027V: the spring of 2027; H is the autumn.' }),
    closesAt: z.iso.datetime().meta({ description: 'From then on nobody is offered anything new.' }),
    settled: z.boolean().meta({ description: 'Whether every announced position is settled.' }),
  })
  .meta({ id: 'Round', description: "One campus's recruitment for one semester." });

const assistant = personSchema
  .extend({
    offer: z.uuid(),
    laos: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether the LAOS training is done; null where none is asked for.' }),
  })
  .meta({ id: 'Assistant' });

const position = z
  .object({
    id: z.string(),
    course: z.string(),
    title: z.string(),
    kind: kindSchema,
    hours: z.int().min(0).meta({ description: 'Of each assistant, in the semester.' }),
    campus: z.string(),
    teacher: z
      .object({ name: z.string(), email: z.string() })
      .nullable()
      .meta({ description: 'Null once the person is deleted.' }),
    number: z.int().min(1).meta({ description: 'How many final lists were sent: more than 1 are corrections.' }),
    settled: z.boolean().meta({ description: 'False while a place is being filled again: another list will follow.' }),
    assistants: z.array(assistant),
  })
  .meta({ id: 'FinalListPosition' });

export const roundsAnswer = z.object({ rounds: z.array(round) }).meta({ id: 'Rounds' });

export const finalListAnswer = z
  .object({ round: z.string(), positions: z.array(position) })
  .meta({ id: 'FinalList', description: 'Who is employed, in every position that was settled; as it is now.' });

export const changesAnswer = z
  .object({
    changes: z.array(changeSchema),
    next: z
      .string()
      .meta({ description: 'The cursor for the next request. The same again when nothing has happened.' }),
  })
  .meta({ id: 'Changes' });

const MOST = 500;

/** What `/changes` may be asked. */
export const changesQuery = z.strictObject({
  since: z
    .string('must be given once')
    .regex(/^\d{1,18}$/, 'must be a cursor that an earlier answer gave')
    .default('0')
    .meta({ description: 'The cursor of the last answer; without it, from the beginning.' }),
  limit: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(MOST, `must be at most ${MOST}`)
    .default(100)
    .meta({ description: 'How many changes at most.' }),
});
