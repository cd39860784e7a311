import { z } from 'zod';
import { DONE, type Form, type LinkPage, type View, type Visit } from '../../links/visit.js';
import { HOURS } from '../../rounds/hours.js';
import type { PositionKind } from '../../rounds/position.entity.js';
import { type ReadPosition, readPosition } from '../../rounds/read-position.js';
import { type Faults, parseForm, text, whole } from '../../web/form.js';
import { answerDemand } from './answer-demand.js';
import type { DemandAnswer } from './demand.rule.js';
import type { LastTime } from './last-time.rule.js';
import { readLastTimes } from './read-last-times.js';

const comment = text(2000, 'faults.comment-long');

const schema = z
  .discriminatedUnion(
    'need',
    [
      z.object({ need: z.literal('no'), comment }),
      z.object({
        need: z.literal('yes'),
        kind: z.enum(['learning-assistant', 'teaching-assistant'], 'faults.kind'),
        openings: whole(1, 999, 'faults.openings'),
        hours: whole(HOURS.least, HOURS.most, 'faults.hours'),
        comment,
      }),
    ],
    { error: 'faults.need' },
  )
  .transform((form): DemandAnswer => (form.need === 'yes' ? { ...form, need: true } : { ...form, need: false }));

/** Where a teacher says what a course needs, until the demand is with the faculty or the contact takes the course off. */
export const demandPage: LinkPage = {
  purpose: 'demand',
  whilePaused: 'closed',
  show,
  async act(visit, form) {
    const { data: answer, faults } = parseForm(schema, form);
    if (faults) return show(visit, { values: form, faults });
    await answerDemand(visit.app, { positionId: visit.link.subject, personId: visit.person.id, answer });
    return DONE;
  },
};

interface Answer {
  readonly noNeed: boolean;
  readonly kind: PositionKind | null;
  readonly openings: number | null;
  readonly hours: number | null;
  readonly comment: string;
  /** Who answered, when it was somebody else. */
  readonly by: string | null;
  readonly at: Date;
}

async function show(visit: Visit, posted?: { values: Form; faults: Faults }): Promise<View> {
  const { position, round } = await readPosition(visit.app, visit.link.subject);
  const { answer, reported, removed } = await readAnswer(visit);
  const common = { position, round, contact: round.contact, least: HOURS.least, most: HOURS.most };
  if (removed) return { template: 'demand-removed', page: 'demand-removed', data: common };
  if (visit.now >= round.instants.reportDue) {
    const outcome = reported ? outcomeOf(position) : answer && { ...answer, need: !answer.noNeed };
    return {
      template: 'demand-closed',
      page: 'demand-closed',
      data: { ...common, answered: answer !== null, outcome },
    };
  }
  const page = answer ? 'demand-received' : 'demand-form';
  const late = visit.now >= round.instants.demandDue;
  const lastTime = answer ? null : await readLastTime(visit);
  const values = posted?.values ?? (answer ? valuesOf(answer) : prefilled(lastTime));
  return {
    ...(posted && { status: 422 }),
    template: page,
    page,
    data: {
      ...common,
      answer,
      late,
      lastTime: lastTime && { ...lastTime, answer: lastTime.kind ? 'asked' : 'none' },
      prefilled: !posted && Boolean(lastTime?.kind),
      values,
      faults: posted?.faults ?? null,
    },
  };
}

interface Standing {
  readonly answer: Answer | null;
  readonly reported: boolean;
  readonly removed: boolean;
}

async function readAnswer({ app, link, person }: Visit): Promise<Standing> {
  const [row] = await app.database.manager.query<(Answer & { at: Date | null; reported: boolean; removed: boolean })[]>(
    `select d.no_need as "noNeed", d.kind, d.openings, d.hours, d.comment, d.answered_at as at,
       case when b.id <> $2 then b.name end as by, r.closed_at is not null as reported,
       d.removed_at is not null as removed
     from position p
     left join demand d on d.position_id = p.id
     left join person b on b.id = d.answered_by_id
     left join report r on r.round_id = p.round_id
     where p.id = $1`,
    [link.subject, person.id],
  );
  return { answer: row?.at ? row : null, reported: row?.reported ?? false, removed: row?.removed ?? false };
}

async function readLastTime({ app, link }: Visit): Promise<LastTime | null> {
  return (await readLastTimes(app.database.manager, [link.subject])).get(link.subject) ?? null;
}

// What is announced may differ from what was answered: openings are added to it later.
const outcomeOf = ({ kind, openings, hours }: ReadPosition) => ({ need: kind !== null, kind, openings, hours });

const valuesOf = ({ noNeed, kind, openings, hours, comment }: Answer) =>
  noNeed ? { need: 'no', comment } : { need: 'yes', kind, openings, hours, comment };

/** Last time's numbers to start from. That there was no need is for the teacher to say again. */
// Whether assistants are needed is left to be said: a machine that presses the button must not answer for anybody.
const prefilled = (lastTime: LastTime | null) =>
  lastTime?.kind ? { kind: lastTime.kind, openings: lastTime.openings, hours: lastTime.hours } : {};
