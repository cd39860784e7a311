import { z } from 'zod';
import { DONE, type Form, type LinkPage, type View, type Visit } from '../../links/visit.js';
import type { PositionKind } from '../../rounds/position.entity.js';
import { readRound } from '../../rounds/read-position.js';
import { type Faults, fieldsOf, line, type Parsed, parseForm, text, tick, whole } from '../../web/form.js';
import { submitApplication } from './submit-application.js';

const TEXT_LIMIT = 2000;

const schema = z.object({ name: line('faults.name'), laos: tick, text: text(TEXT_LIMIT, 'faults.text-long') });
const priority = z.object({ priority: whole(1, 999, 'faults.priority-number') });

/** Where a student applies for positions of a round, and may change it until applyDue. */
export const applyPage: LinkPage = {
  purpose: 'apply',
  show: (visit) => show(visit),
  async act(visit, form) {
    const person = parseForm(schema, form);
    const wishes = parseWishes(form, await readPositions(visit));
    if (person.faults || wishes.faults) return show(visit, { form, faults: { ...person.faults, ...wishes.faults } });
    const sender = { roundId: visit.link.subject, personId: visit.person.id };
    await submitApplication(visit.app, { ...sender, ...person.data, priorities: wishes.data });
    return DONE;
  },
};

interface OpenPosition {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  readonly teacher: string;
  readonly kind: PositionKind;
  readonly openings: number;
  readonly hours: number;
  /** The priority of the student's application, if there is one. */
  readonly priority: number | null;
}

function readPositions({ app, link, person }: Visit): Promise<OpenPosition[]> {
  return app.database.manager.query<OpenPosition[]>(
    `select p.id, p.course, p.title, t.name as teacher, p.kind, p.openings, p.hours, a.priority
     from position p
     join person t on t.id = p.teacher_id
     left join application a on a.position_id = p.id and a.person_id = $2
     where p.round_id = $1 and p.announced_at is not null order by p.course, p.id`,
    [link.subject, person.id],
  );
}

/** Reads the priorities: distinct, at least one, and only of positions of this round. */
function parseWishes(
  form: Form,
  positions: readonly OpenPosition[],
): Parsed<{ positionId: string; priority: number }[]> {
  const given = fieldsOf(form, 'priority');
  const wishes = new Map<number, string>();
  const faults: [string, string][] = [];
  for (const { id } of positions) {
    if (!given[id]?.trim()) continue;
    const { data, faults: wrong } = parseForm(priority, { priority: given[id] });
    if (wrong) faults.push([`priority.${id}`, 'faults.priority-number']);
    else if (wishes.has(data.priority)) faults.push([`priority.${id}`, 'faults.priority-twice']);
    else wishes.set(data.priority, id);
  }
  if (faults.length === 0 && wishes.size === 0) faults.push(['priority', 'faults.priority-none']);
  if (faults.length > 0) return { data: null, faults: Object.fromEntries(faults) };
  return { data: [...wishes].map(([rank, positionId]) => ({ positionId, priority: rank })), faults: null };
}

async function show(visit: Visit, posted?: { form: Form; faults: Faults }): Promise<View> {
  const round = await readRound(visit.app, visit.link.subject);
  const positions = await readPositions(visit);
  const [form] = await visit.app.database.manager.query<{ sentAt: Date | null; text: string }[]>(
    `select sent_at as "sentAt", text from application_form where round_id = $1 and person_id = $2`,
    [visit.link.subject, visit.person.id],
  );
  const open = visit.now < round.instants.applyDue;
  const page = !open ? 'apply-closed' : form?.sentAt ? 'apply-received' : 'apply-form';
  const { name, laos } = visit.person;
  const data = {
    round,
    contact: round.contact,
    sentAt: form?.sentAt ?? null,
    wishes: positions.filter((one) => one.priority !== null).sort((a, b) => Number(a.priority) - Number(b.priority)),
    positions: positions.map((one) => rowOf(one, posted)),
    subjects: Object.fromEntries(positions.map(({ id, course }) => [`priority.${id}`, course])),
    values: posted?.form ?? { name, laos: laos ? 'yes' : '', text: form?.text ?? '' },
    faults: posted?.faults ?? null,
    limit: TEXT_LIMIT,
  };
  return { ...(posted && open && { status: 422 }), template: page, page, data };
}

const rowOf = (position: OpenPosition, posted?: { form: Form; faults: Faults }) => ({
  ...position,
  wish: posted ? posted.form[`priority.${position.id}`] : position.priority,
  fault: posted?.faults[`priority.${position.id}`] ?? null,
});
