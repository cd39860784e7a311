import type { EntityManager } from 'typeorm';
import type { SubjectStage } from '../../timetable/stages.js';
import { campusesOf, type Scope } from '../watcher.js';

/** A subject that could not be advanced, or should have been more than five minutes ago. */
export interface FailingSubject {
  readonly stage: SubjectStage;
  readonly id: string;
  readonly roundId: string | null;
  readonly campus: string | null;
  readonly semester: string | null;
  /** The course, where the subject is a position. */
  readonly course: string | null;
  readonly dueAt: Date | null;
  readonly failures: number;
  /** What was wrong the last time; null when it was not even tried. */
  readonly failure: string | null;
  readonly attemptedAt: Date | null;
  /** Real time; null when it is tried at once. */
  readonly retryAt: Date | null;
}

/** What stands still of what somebody may see, the longest first: the recurring work is everybody's. */
export const readFailing = (manager: EntityManager, scope: Scope, now: Date): Promise<FailingSubject[]> =>
  manager.query(
    `select s.stage, s.id, r.id as "roundId", k.name as campus, r.semester, p.course, s.next_due_at as "dueAt", s.failures,
       s.failure, s.attempted_at as "attemptedAt", s.retry_at as "retryAt"
     from subject s
     left join position p on p.id = s.id and s.stage in ('offer', 'employment')
     left join round r on r.id = coalesce(p.round_id, s.id) and s.stage <> 'timetable'
     left join campus k on k.id = r.campus_id
     where not s.paused and (s.failures > 0 or s.next_due_at < $2::timestamptz - interval '5 minutes')
       and (s.stage = 'timetable' or $1::text[] is null or r.campus_id = any($1))
     order by s.next_due_at, s.stage, s.id limit 200`,
    [campusesOf(scope), now],
  );
