import { z } from 'zod';
import { DONE, type LinkPage, type View, type Visit } from '../../links/visit.js';
import { readPosition, readRound } from '../../rounds/read-position.js';
import { type Faults, parseForm } from '../../web/form.js';
import { registerLaos } from './register-laos.js';

interface Employed {
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly laos: boolean;
}

/** The list of a position's assistants, for its teacher. It shows what holds now, and there is nothing to send. */
export const finalListPage: LinkPage = {
  purpose: 'final-list',
  show: showList,
  act: showList,
};

async function showList({ app, link }: Visit): Promise<View> {
  const { position, round } = await readPosition(app, link.subject);
  const employed = await app.database.manager.query<Employed[]>(
    `select coalesce(nullif(s.name, ''), s.email) as name, s.email, s.phone, s.laos
     from offer o join person s on s.id = o.person_id
     where o.position_id = $1 and o.state = 'accepted' order by s.name, s.email`,
    [link.subject],
  );
  const data = {
    position,
    round,
    contact: round.contact,
    employed,
    unfilled: Math.max(0, (position.openings ?? 0) - employed.length),
    open: position.settledAt === null,
    needsLaos: position.kind === 'learning-assistant',
  };
  return { template: 'final-list', page: 'final-list', data };
}

const done = z.object({ done: z.literal('yes', 'faults.done') });

/** Where an employed learning assistant reads about the LAOS training and says that it is done. */
export const laosPage: LinkPage = {
  purpose: 'laos',
  show: (visit) => showLaos(visit),
  async act(visit, form) {
    const { faults } = parseForm(done, form);
    if (faults && !visit.person.laos) return showLaos(visit, faults);
    await registerLaos(visit.app, { personId: visit.person.id });
    return DONE;
  },
};

async function showLaos(visit: Visit, faults: Faults | null = null): Promise<View> {
  const offers = await visit.app.database.manager.query<
    { course: string; title: string; roundId: string; accepted: boolean }[]
  >(
    `select p.course, p.title, p.round_id as "roundId", o.state = 'accepted' as accepted
     from offer o join position p on p.id = o.position_id
     where o.person_id = $1 and p.kind = 'learning-assistant'
     order by accepted desc, o.issued_at desc, p.course`,
    [visit.person.id],
  );
  const latest = offers[0];
  const contact = latest ? (await readRound(visit.app, latest.roundId)).contact : null;
  const jobs = offers.filter((offer) => offer.accepted && offer.roundId === latest?.roundId);
  const page = visit.person.laos ? 'laos-done' : 'laos-form';
  return { ...(faults && { status: 422 }), template: page, page, data: { jobs, contact, faults } };
}
