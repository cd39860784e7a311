import { z } from 'zod';
import type { Form, Visit } from '../../links/visit.js';
import { address, type Faults, fieldsOf, line, type Parsed, parseForm, tick, whole } from '../../web/form.js';
import type { Rated } from './rating.rule.js';

/** An applicant as the rating page shows them. Whoever has an offer is locked: their place is decided. */
export interface ApplicantRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly laos: boolean;
  readonly priority: number;
  readonly text: string;
  readonly rank: number | null;
  readonly rated: boolean;
  /** The state of the latest offer. */
  readonly offer: string | null;
}

/** The applicants of the position that the link opens, in the order of their rank. */
export function readApplicants({ app, link }: Visit): Promise<ApplicantRow[]> {
  return app.database.manager.query<ApplicantRow[]>(
    `select a.id, coalesce(nullif(s.name, ''), s.email) as name, s.email, s.laos, a.priority,
       coalesce(f.text, '') as text, r.rank, r.application_id is not null as rated, o.state as offer
     from application a
     join position p on p.id = a.position_id
     join person s on s.id = a.person_id
     left join application_form f on f.round_id = p.round_id and f.person_id = s.id
     left join rating r on r.application_id = a.id
     left join lateral (
       select state from offer where position_id = a.position_id and person_id = a.person_id
       order by issued_at desc limit 1
     ) o on true
     where a.position_id = $1
     order by o.state is null, r.rank nulls last, a.priority, s.name, a.id`,
    [link.subject],
  );
}

const word = z
  .object({ rank: z.union([z.literal(''), whole(1, 9999, 'faults.rank-number')]), unsuited: tick })
  .superRefine(({ rank, unsuited }, { addIssue }) => {
    const fault = (message: string) => addIssue({ code: 'custom', path: ['rank'], message });
    if (unsuited && rank !== '') fault('faults.rank-and-unsuited');
    if (!unsuited && rank === '') fault('faults.rank-missing');
  });

/** Reads a rank or 'unsuited' for each applicant who has no offer; fields for anyone else are not read. */
export function parseRatings(form: Form, applicants: readonly ApplicantRow[]): Parsed<Rated[]> {
  const ranks = fieldsOf(form, 'rank');
  const unsuited = fieldsOf(form, 'unsuited');
  const ratings: Rated[] = [];
  const faults: [string, string][] = [];
  const firstWith = new Map<number, string>();
  for (const { id } of applicants.filter((applicant) => !applicant.offer)) {
    const field = `rank.${id}`;
    const { data, faults: wrong } = parseForm(word, { rank: (ranks[id] ?? '').trim(), unsuited: unsuited[id] });
    if (wrong) {
      faults.push([field, wrong.rank ?? 'faults.rank-number']);
      continue;
    }
    const rank = data.rank === '' ? null : data.rank;
    if (rank !== null && firstWith.has(rank)) faults.push([field, 'faults.rank-twice']);
    else if (rank !== null) firstWith.set(rank, id);
    ratings.push({ applicationId: id, rank });
  }
  if (faults.length > 0) return { data: null, faults: Object.fromEntries(faults) satisfies Faults };
  return { data: ratings, faults: null };
}

/** The colleague to whom a rating is passed on. */
export const delegateSchema = z.object({ name: line('faults.name'), email: address('faults.email') });
