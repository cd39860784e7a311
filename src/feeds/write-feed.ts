import ical, { ICalEventBusyStatus, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import type { Locale } from '../people/person.entity.js';
import { message } from '../platform/messages.js';
import { saySemester } from '../platform/say-semester.js';
import { sayInstant } from '../platform/say-time.js';
import { CALENDAR, type CalendarEntry } from '../rounds/calendar.js';
import type { FeedRound, Revision } from './read-rounds.js';

interface Site {
  readonly locale: Locale;
  readonly timeZone: string;
  readonly baseUrl: string;
}

const HOUR_S = 3_600;
const MINUTE = 60_000;

/**
 * The deadlines of rounds as a calendar to subscribe to (RFC 5545, and RFC 7986 for its name and how often to look): an event
 * for each entry, and one for when the offers that are out end at the latest. They have no alarm, and nobody is busy because
 * of them. Who applies or is employed is not in it. The same rounds give the same text.
 */
export function writeFeed(rounds: readonly FeedRound[], site: Site): string {
  const calendar = open(site, 'name');
  for (const round of rounds) {
    for (const entry of CALENDAR)
      calendar.createEvent(eventOf(round, entry, { at: round.instants[entry], revision: round.revision }, site));
    const { lastOffer } = round;
    if (lastOffer) {
      const { number, at } = lastOffer.revision;
      calendar.createEvent(
        eventOf(
          round,
          'offersEnd',
          {
            // The last minute in which an answer counts, as the mails say it.
            at: new Date(lastOffer.at.getTime() - MINUTE),
            // It moves with the offers, and is marked and unmarked with the round.
            revision: { number: number + round.revision.number, at: later(at, round.revision.at) },
          },
          site,
        ),
      );
    }
  }
  return textOf(calendar);
}

/** What a calendar gets that still subscribes to the feed of somebody who has no round any more. @param endedAt since when */
export function writeEndedFeed(endedAt: Date, site: Site): string {
  const calendar = open(site, 'ended.name');
  calendar.createEvent({
    id: `ended@${hostOf(site)}`,
    stamp: endedAt,
    start: endedAt,
    summary: say(site, 'ended.title'),
    description: say(site, 'ended.text'),
    ...FREE,
  });
  return textOf(calendar);
}

const FREE = { transparency: ICalEventTransparency.TRANSPARENT, busystatus: ICalEventBusyStatus.FREE };

const say = ({ locale }: Site, key: string, values: Record<string, string> = {}) =>
  message(locale, 'board', `calendar-feed.${key}`, values);

const open = (site: Site, name: string) =>
  ical({
    prodId: { company: 'Stafett', product: 'Stafett', language: site.locale.toUpperCase() },
    name: say(site, name),
    ttl: HOUR_S,
  });

const textOf = (calendar: ReturnType<typeof open>) => `${calendar.toString().trimEnd()}\r\n`;

function eventOf(
  round: FeedRound,
  entry: CalendarEntry | 'offersEnd',
  { at, revision }: { readonly at: Date; readonly revision: Revision },
  site: Site,
) {
  const { locale, timeZone, baseUrl } = site;
  // What a pause has not stopped stands.
  const paused = round.pausedAt !== null && at > round.pausedAt;
  const url = `${baseUrl}/board/rounds/${encodeURIComponent(round.id)}`;
  const what = entry === 'offersEnd' ? say(site, 'offers-end') : message(locale, 'board', 'calendar', { entry });
  const words = { what, campus: round.campus, semester: saySemester(round.semester, locale) };
  const title = say(site, 'event', words);
  const since = round.pausedAt && sayInstant(round.pausedAt, locale, timeZone);
  return {
    id: `${encodeURIComponent(round.id)}.${entry}@${hostOf(site)}`,
    sequence: revision.number,
    stamp: revision.at,
    lastModified: revision.at,
    start: at,
    summary: paused ? say(site, 'paused.title', { title }) : title,
    description: [...(paused && since ? [say(site, 'paused.text', { since })] : []), url].join('\n\n'),
    url,
    status: paused ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
    ...FREE,
  };
}

const hostOf = ({ baseUrl }: Site) => new URL(baseUrl).hostname;

const later = (a: Date, b: Date) => (a > b ? a : b);
