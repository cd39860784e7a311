import { endFeeds } from '../feeds/feeds.js';
import { enqueueMails, type NewMail } from '../outbox/enqueue.js';
import { endLentOperators } from '../people/operators.js';
import type { Config } from '../platform/config.js';
import { recordEvents } from '../platform/events.js';
import { lockRounds } from '../process/lock-round.js';
import { type Calendar, instantsOf } from '../rounds/calendar.js';
import { loadRound, roundFacts, toPerson } from '../rounds/round-context.js';
import { startOfDay } from '../rounds/wall-clock.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { forgetPeople, readUnused } from './forget-people.js';
import { type Parted, partPeople } from './part-people.js';
import { readAppearances } from './read-appearances.js';
import { type ClosingRound, decideRetention, isAnybodyLeaving, type Leaving } from './retention.rule.js';

/** What became of a group whose time is over or nearly so. */
export interface Retained extends Leaving {
  /** How many rows of each table were parted from them; nothing unless they went. */
  readonly parted: Parted;
}

export interface Retention {
  readonly groups: readonly Retained[];
  /** How many people are not known any more, in any round. */
  readonly forgotten: number;
}

/**
 * Parts everybody whose time is over from the rounds that they were in, tells the contacts of those whose time is over in
 * a week, forgets whoever is in no round any more, and ends the calendar feeds of those without a role.
 * @param config its retention days
 */
export async function retain(tx: Tx, { retention: days }: Pick<Config, 'retention'>): Promise<Retention> {
  await endLentOperators(tx);
  await endFeeds(tx);
  const leaving = await readLeaving(tx, days);
  const going = leaving.filter(({ now }) => now === 'go');
  await lockRounds(tx, [...new Set(going.map(({ roundId }) => roundId))]);
  await enqueueMails(
    tx,
    await Promise.all(leaving.filter(({ now }) => now === 'tell').map((one) => noticeOf(tx, one))),
  );
  const groups: Retained[] = [];
  for (const group of leaving) {
    const parted = group.now === 'go' ? await partPeople(tx, group.roundId, group.personIds) : {};
    groups.push({ ...group, parted });
  }
  const unused = await readUnused(
    tx,
    going.flatMap(({ personIds }) => personIds),
    startOfDay(await nowOf(tx), -days.employed, tx.timeZone),
  );
  await forgetPeople(tx, unused);
  await recordEvents(
    tx,
    going.map(({ roundId, group, personIds }) => ({
      kind: 'retention-done',
      roundId,
      data: { group, people: personIds.length },
    })),
  );
  return { groups, forgotten: unused.length };
}

async function readLeaving(tx: Tx, days: Config['retention']): Promise<Leaving[]> {
  const rows = await tx.manager.query<{ id: string; calendar: Calendar; toldAt: ClosingRound['toldAt'] }[]>(
    `select r.id, r.calendar, json_build_object(
       'applicants', (select created_at from mail where dedupe_key = 'retention-notice:' || r.id || ':applicants'),
       'employed', (select created_at from mail where dedupe_key = 'retention-notice:' || r.id || ':employed')) as "toldAt"
     from round r order by r.id`,
  );
  const date = (text: unknown) => (typeof text === 'string' ? new Date(text) : null);
  const rounds = rows.map(({ id, calendar, toldAt }) => ({
    id,
    closesAt: instantsOf(calendar, tx.timeZone).closesAt,
    toldAt: { applicants: date(toldAt.applicants), employed: date(toldAt.employed) },
  }));
  const now = await nowOf(tx);
  // On most nights nobody's time is over, and it takes long to find out who all the people are.
  if (!rounds.some((round) => isAnybodyLeaving(round, days, now, tx.timeZone))) return [];
  const roles = await tx.manager.query<{ id: string }[]>(
    `select contact_id as id from campus union select person_id from faculty union select person_id from operator`,
  );
  const appearances = await readAppearances(tx.manager, null);
  const inRole = new Set(roles.map(({ id }) => id));
  return decideRetention({ rounds, appearances, inRole }, days, now, tx.timeZone);
}

async function noticeOf(tx: Tx, { roundId, group, personIds, at }: Leaving): Promise<NewMail> {
  const round = await loadRound(tx, roundId);
  return {
    kind: 'retention-notice',
    to: toPerson(round.contact),
    facts: {
      ...roundFacts(round),
      recipient: round.contact.name,
      roundId,
      group,
      people: personIds.length,
      goesAt: at.toISOString(),
    },
    key: `retention-notice:${roundId}:${group}`,
    thread: `retention:${roundId}`,
    roundId,
  };
}
