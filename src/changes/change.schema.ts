import { z } from 'zod';

/** What other systems are told of, in their words. */
export const CHANGES = ['accepted', 'withdrawn', 'final-list'] as const;

export type ChangeName = (typeof CHANGES)[number];

const id = z.uuid();

/** Somebody, as payroll knows them. */
export const personSchema = z.object({ id, name: z.string(), email: z.string() }).meta({ id: 'Person' });

export const kindSchema = z.enum(['learning-assistant', 'teaching-assistant']).meta({ id: 'Kind' });

/** A position, with what somebody in it is paid for. */
const about = {
  id: z.string().meta({ description: 'Grows with time; also the cursor after this change.' }),
  at: z.iso.datetime(),
  round: z.string(),
  campus: z.string(),
  semester: z.string().meta({ description: 'Such as 2027V: the spring of 2027; H is the autumn.' }),
  position: z.string(),
  course: z.string(),
  title: z.string(),
  kind: kindSchema,
  hours: z.int().min(0).meta({ description: 'Of each assistant, in the semester.' }),
};

const ofOffer = {
  ...about,
  offer: id,
  assistant: personSchema.nullable().meta({ description: 'Null once the person is deleted.' }),
};

const accepted = z.object({ ...ofOffer, event: z.literal('accepted') }).meta({
  id: 'Accepted',
  description: 'A student accepted an offer.',
});

const withdrawn = z.object({ ...ofOffer, event: z.literal('withdrawn') }).meta({
  id: 'Withdrawn',
  description: 'An offer that had been accepted was given back, or withdrawn.',
});

const finalList = z
  .object({
    ...about,
    event: z.literal('final-list'),
    number: z.int().min(1).meta({ description: '1 is the first final list of the position, more are corrections.' }),
  })
  .meta({ id: 'FinalListSent', description: 'A position was settled and its final list was sent.' });

/** Something that other systems have to know. */
export const changeSchema = z
  .discriminatedUnion('event', [accepted, withdrawn, finalList])
  .meta({ id: 'Change', description: 'Something that other systems have to know.' });

export type Change = z.infer<typeof changeSchema>;
