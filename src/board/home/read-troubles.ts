import type { EntityManager } from 'typeorm';

/** What stands still in a round, by no fault of its people's. */
export interface Trouble {
  readonly roundId: string;
  /** Recipients whose latest mail was refused. */
  readonly unreached: number;
  /** Mails that should have left more than five minutes ago. */
  readonly stuck: number;
  /** Subjects that could not be advanced, or should have been more than five minutes ago. */
  readonly failing: number;
}

const PATIENCE = `interval '5 minutes'`;

/** What stands still in rounds; those where nothing does are left out. */
export function readTroubles(manager: EntityManager, roundIds: readonly string[], now: Date): Promise<Trouble[]> {
  return manager.query<Trouble[]>(
    `select round_id as "roundId", sum(unreached)::int as unreached, sum(stuck)::int as stuck,
       sum(failing)::int as failing
     from (
       select m.round_id, count(distinct m.address) as unreached, 0 as stuck, 0 as failing from mail m
       where m.state in ('rejected', 'bounced') and m.round_id = any($1) and not exists (
         select from mail n where n.person_id = m.person_id and n.state = 'sent' and n.sent_at > m.created_at
       ) group by 1
       union all
       select round_id, 0, count(*), 0 from mail
       where state = 'waiting' and next_due_at < $2::timestamptz - ${PATIENCE} and round_id = any($1) group by 1
       union all
       select coalesce(p.round_id, s.id), 0, 0, count(*) from subject s
       left join position p on p.id = s.id and s.stage in ('offer', 'employment')
       where not s.paused and (s.failures > 0 or s.next_due_at < $2::timestamptz - ${PATIENCE})
         and coalesce(p.round_id, s.id) = any($1) group by 1
     ) t group by 1`,
    [roundIds, now],
  );
}
