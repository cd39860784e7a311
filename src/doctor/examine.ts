import type { EntityManager } from 'typeorm';
import { readClock } from '../platform/clock.js';
import { fairnessOf } from '../process/offer/fairness.rule.js';
import { readLogs } from '../process/offer/read-record.js';
import { type Calendar, instantsOf } from '../rounds/calendar.js';
import { startOfDay } from '../rounds/wall-clock.js';
import { CHECKS } from './checks.js';
import type { Finding } from './finding.js';

/** A student has the whole of the fourteenth day, at least: where windows end on working days, often more. */
const DAYS_TO_ANSWER = 15;
const REPORT = 'This should not be possible. Keep a backup of the database and report it with this line.';

/** Looks through the whole database for what contradicts the rules. @param timeZone the faculty's, an IANA name */
export async function examine(manager: EntityManager, timeZone: string): Promise<Finding[]> {
  const now = await readClock(manager);
  const findings: Finding[] = [];
  for (const { name, sql, remedy } of CHECKS) {
    const rows = await manager.query<Pick<Finding, 'subject' | 'says'>[]>(sql, [now]);
    findings.push(...rows.map((row) => ({ check: name, ...row, remedy })));
  }
  return [
    ...findings,
    ...(await shortAnswerTimes(manager, timeZone)),
    ...(await idleOpenings(manager, timeZone, now)),
    ...(await brokenOrders(manager)),
  ];
}

/** Whoever is offered a position has at least two weeks, whatever was moved meanwhile. */
async function shortAnswerTimes(manager: EntityManager, timeZone: string): Promise<Finding[]> {
  const offers = await manager.query<{ id: string; issuedAt: Date; expiresAt: Date }[]>(
    `select id, issued_at as "issuedAt", expires_at as "expiresAt" from offer`,
  );
  return offers
    .filter(({ issuedAt, expiresAt }) => expiresAt < startOfDay(issuedAt, DAYS_TO_ANSWER, timeZone))
    .map(({ id, expiresAt }) => ({
      check: 'short-answer-time',
      subject: `offer ${id}`,
      says: `it expires at ${expiresAt.toISOString()}, before its two weeks are over`,
      remedy: 'Move its deadline on the board.',
    }));
}

/** While a round gives offers, no opening is free for which somebody waits. */
async function idleOpenings(manager: EntityManager, timeZone: string, now: Date): Promise<Finding[]> {
  const rounds = await manager.query<{ id: string; calendar: Calendar }[]>(
    `select id, calendar from round where paused_at is null`,
  );
  const offering = rounds
    .filter(({ calendar }) => {
      const { offersAt, closesAt } = instantsOf(calendar, timeZone);
      return offersAt.getTime() <= now.getTime() - 300_000 && now < closesAt;
    })
    .map(({ id }) => id);
  const rows = await manager.query<{ id: string; free: number; waiting: number }[]>(
    `select * from (
       select p.id, p.openings - (select count(*)::int from offer o where o.position_id = p.id
           and o.state in ('open', 'accepted')) as free,
         (select count(*)::int from rating t join application a on a.id = t.application_id
          where t.position_id = p.id and t.rank is not null and a.withdrawn_at is null
            and not exists (select from offer o where o.position_id = p.id and o.person_id = a.person_id)) as waiting
       from position p where p.round_id = any($1) and p.rated_at <= $2::timestamptz - interval '5 minutes'
     ) as standing where free > 0 and waiting > 0`,
    [offering, now],
  );
  return rows.map(({ id, free, waiting }) => ({
    check: 'idle-opening',
    subject: `position ${id}`,
    says: `${free} openings are free, while ${waiting} on the list wait`,
    remedy: 'See what failed under Machinery on the board, mend it, and press “Try again” there.',
  }));
}

/** Each position's log says that its offers went by the list, or who stepped out of it. */
async function brokenOrders(manager: EntityManager): Promise<Finding[]> {
  const positions = await manager.query<{ id: string }[]>(
    `select distinct position_id as id from offer order by position_id`,
  );
  const logs = await readLogs(
    manager,
    positions.map(({ id }) => id),
  );
  return [...logs].flatMap(([id, log]) =>
    fairnessOf(log).deviations.map((deviation) => ({
      check: 'broken-order',
      subject: `position ${id}`,
      says: `person ${deviation.personId}: ${deviation.is}`,
      remedy: REPORT,
    })),
  );
}
