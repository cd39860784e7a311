import type { EntityManager } from 'typeorm';
import type { Locale } from '../people/person.entity.js';
import { message } from '../platform/messages.js';
import { sayInstant } from '../platform/say-time.js';
import { ANSWER_WINDOW, expiryOf } from '../process/offer/answer-time.rule.js';
import type { Calendar } from '../rounds/calendar.js';
import { type Advice, adviceOn } from '../rounds/calendar-advice.rule.js';
import { readDaysOff } from '../rounds/days-off/read-days-off.js';
import { instantOf } from '../rounds/wall-clock.js';
import { nameOf } from './days-off/say-days-off.js';

interface Speech {
  readonly locale: Locale;
  readonly timeZone: string;
}

/** Whose calendar it is. */
interface Whose {
  readonly campusId: string;
  readonly endsOnWorkingDays: boolean;
}

/** Advice as it is shown: `text` says what, why, and what would be better. */
export interface SaidAdvice {
  readonly entry: Advice['entry'];
  readonly is: Advice['is'];
  readonly text: string;
}

/** What there is to say about a calendar, in the reader's language. @param calendar as far as it is filled in */
export async function advise(
  manager: EntityManager,
  calendar: Partial<Calendar>,
  { campusId, endsOnWorkingDays }: Whose,
  speech: Speech,
): Promise<SaidAdvice[]> {
  const { timeZone } = speech;
  const instants = Object.values(calendar)
    .map((local) => instantOf(local, timeZone))
    .sort((a, b) => a.getTime() - b.getTime());
  const [from, until] = [instants[0], instants.at(-1)];
  if (!from || !until) return [];
  const daysOff = await readDaysOff(manager, campusId, { from, until }, timeZone);
  const window = endsOnWorkingDays ? { ...ANSWER_WINDOW, daysOff: new Set(daysOff.keys()) } : ANSWER_WINDOW;
  const nextOffer = (at: Date) => expiryOf(at, timeZone, window);
  return adviceOn(calendar, { daysOff, timeZone, nextOffer }).map((advice) => say(advice, calendar, speech));
}

/** The same of what is still to come. */
export async function adviseAhead(
  manager: EntityManager,
  calendar: Calendar,
  whose: Whose,
  speech: Speech,
  now: Date,
): Promise<SaidAdvice[]> {
  const advice = await advise(manager, calendar, whose, speech);
  return advice.filter(({ entry }) => instantOf(calendar[entry], speech.timeZone) > now);
}

function say(advice: Advice, calendar: Partial<Calendar>, { locale, timeZone }: Speech): SaidAdvice {
  const { entry, is, better, ...facts } = advice;
  const sayLocal = (local: string) => sayInstant(instantOf(local, timeZone), locale, timeZone);
  const off = 'off' in advice ? { off: advice.off.is, name: nameOf(advice.off, locale) } : {};
  const why = message(locale, 'board', `advice.${is}`, {
    ...facts,
    ...off,
    entry,
    at: sayLocal(calendar[entry] ?? ''),
  });
  const then = better === null ? '' : ` ${message(locale, 'board', 'advice.better', { at: sayLocal(better) })}`;
  return { entry, is, text: why + then };
}
