import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { App } from '../../platform/app.js';
import { reinstateApplicant } from '../../process/offer/reinstate-applicant.js';
import { act, type By, type Matter, type Option } from './act.js';
import { heldOf, positionPath, readApplicant } from './read-applicant.js';

const schema = z.object({
  place: z.union(
    [z.literal('free'), z.literal('more'), z.guid().transform((insteadOf) => ({ insteadOf }))],
    'faults.place',
  ),
});

/** Offers a position anew to an applicant whose turn is over or never came. */
export const reinstating = reinstatement('reinstate', () => null);

/** The same for a student who declined by mistake. */
export const correcting = reinstatement('correct-decline', (standing) =>
  standing === 'declined' ? null : 'not-declined',
);

/** Its subject is the application, or an offer that it led to. */
function reinstatement(name: string, refusedFor: (standing: string) => string | null) {
  return act({
    name,
    schema,
    undo: 'withdraw-offer',
    async find(app: App, id: string, now: Date): Promise<Matter | null> {
      const { manager } = app.database;
      const applicant = await readApplicant(manager, id);
      if (!applicant) return null;
      const { name, course, roundId, positionId, standing } = applicant;
      const places = await readPlaces(manager, positionId, now);
      return {
        roundId,
        positionId,
        values: {
          name,
          course,
          standing: standing.replace('-', ''),
          free: places.length > 0 && places[0]?.value === 'free',
        },
        fields: [
          { name: 'place', type: 'select', value: '', options: [{ value: '', text: 'acts.choose' }, ...places] },
        ],
        page: positionPath(positionId),
        refused: heldOf(applicant) ? 'has-offer' : refusedFor(standing),
      };
    },
    async run(tx, id: string, { place }: z.output<typeof schema>, by: By) {
      const applicant = await readApplicant(tx.manager, id);
      if (!applicant) return 'has-offer';
      return reinstateApplicant(tx, { applicationId: applicant.applicationId, place, ...by });
    },
  });
}

/** The openings that there are for it: a free one, one more, or that of somebody who has not answered. */
async function readPlaces(manager: EntityManager, positionId: string, now: Date): Promise<Option[]> {
  const [position] = await manager.query<{ openings: number | null; held: number }[]>(
    `select openings, (select count(*)::int from offer o where o.position_id = p.id
       and (o.state = 'accepted' or o.state = 'open' and o.expires_at > $2)) as held
     from position p where id = $1`,
    [positionId, now],
  );
  const open = await manager.query<{ id: string; name: string }[]>(
    `select o.id, coalesce(nullif(s.name, ''), s.email) as name from offer o join person s on s.id = o.person_id
     where o.position_id = $1 and o.state = 'open' and o.expires_at > $2 order by o.rank, o.issued_at`,
    [positionId, now],
  );
  const { openings, held } = { openings: position?.openings ?? 0, held: position?.held ?? 0 };
  return [
    ...(openings > held ? [{ value: 'free', text: 'acts.places.free' }] : []),
    { value: 'more', text: 'acts.places.more', values: { openings: openings + 1 } },
    ...open.map(({ id, name }) => ({ value: id, text: 'acts.places.instead', values: { name } })),
  ];
}
