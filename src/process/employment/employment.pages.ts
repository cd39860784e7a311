import { z } from 'zod';
import { DONE, type LinkPage, type View, type Visit } from '../../links/visit.js';
import { sayList } from '../../outbox/values.js';
import { readRound } from '../../rounds/read-position.js';
import { sayUnfilled } from '../../rounds/say-unfilled.js';
import { type Faults, parseForm } from '../../web/form.js';
import { listFile } from './final-list.files.js';
import { readFinalList } from './read-final-list.js';
import { registerLaos } from './register-laos.js';

/** The list of a position's assistants, for its teacher. It shows what holds now, and there is nothing to send. */
export const finalListPage: LinkPage = {
  purpose: 'final-list',
  show: showList,
  act: showList,
  files: {
    'list.csv': async ({ app, link, person }) => listFile(await readFinalList(app, link.subject), 'csv', person.locale),
    'list.xlsx': async ({ app, link, person }) =>
      listFile(await readFinalList(app, link.subject), 'xlsx', person.locale),
  },
};

async function showList({ app, link, person }: Visit): Promise<View> {
  const { position, round, assistants, unfilled, changes } = await readFinalList(app, link.subject);
  const { locale } = person;
  const data = {
    position,
    round,
    contact: round.contact,
    assistants,
    unfilled: Math.max(0, (position.openings ?? 0) - assistants.length),
    why: unfilled && sayUnfilled(unfilled, locale),
    open: position.settledAt === null,
    // Nobody has to give one, and a column of nothing takes the room of the others.
    phones: assistants.some(({ phone }) => phone),
    laosMissing: assistants.filter(({ laos }) => laos === false).length,
    allHours: assistants.length * (position.hours ?? 0),
    changes: changes && {
      sentAt: changes.sentAt,
      added: sayList(changes.added, locale),
      removed: sayList(changes.removed, locale),
    },
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
