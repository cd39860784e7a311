import { answersSeen } from '../../forecast/behaviour.rule.js';
import type { Forecast, PositionForecast } from '../../forecast/outcome.rule.js';
import type { Standing } from '../../forecast/read-standing.js';
import { likelyReasons, sayChance } from '../../forecast/say-chance.js';
import { sayList } from '../../outbox/values.js';
import type { Locale } from '../../people/person.entity.js';
import { saySemester } from '../../platform/say-semester.js';
import { startOfDay, timeOnLastMonday } from '../../rounds/wall-clock.js';
import { positionPath } from '../acts/read-applicant.js';
import { monthsOf } from '../rounds/picture.js';
import { shortDate, shortMonth } from '../short-date.js';
import { forecastPicture } from './picture.js';

const WIDTHS = { wide: 1000, narrow: 328 } as const;

interface Speech {
  readonly locale: Locale;
  readonly timeZone: string;
}

/** A forecast as its page says it, beside that of what somebody wonders about. */
export function forecastView(standing: Standing, now: Forecast, then: Forecast | null, from: Date, speech: Speech) {
  const forecasts = [{ which: 'now' as const, ...now }, ...(then ? [{ which: 'then' as const, ...then }] : [])];
  return {
    compared: then !== null,
    sums: forecasts.map(({ which, days, openings, over, runs }) => ({
      which,
      openings,
      runs,
      end: days.at(-1),
      over: over.p50 && over,
    })),
    picture: pictureView(forecasts, from, speech),
    weeks: weeksOf(forecasts, speech.timeZone),
    positions: standing.positions
      .map((position, index) => ({
        course: position.course,
        title: position.title,
        path: positionPath(position.id),
        forecasts: forecasts.map(({ which, positions }) => ({
          which,
          ...positionView(positions[index] as PositionForecast, speech),
        })),
      }))
      .sort((a, b) => (a.forecasts.at(-1)?.share ?? 0) - (b.forecasts.at(-1)?.share ?? 0)),
  };
}

/** What a forecast goes by, in figures. */
export function basisView({ behaviour }: Standing, locale: Locale) {
  const semesters = [
    ...new Set(behaviour.rounds.map(({ round }) => saySemester(round.split('-')[0] ?? round, locale))),
  ];
  return { seen: answersSeen(behaviour), semesters: sayList(semesters, locale), rated: behaviour.ratings.length };
}

function positionView(
  { openings, filled, chance, filledBy, lastOffer, inTheEnd, reasons }: PositionForecast,
  { locale, timeZone }: Speech,
) {
  const date = (at: Date | null) => (at ? shortDate(at, locale, timeZone) : 'never');
  return {
    openings,
    filled,
    isFilled: filled >= openings,
    share: chance,
    chance: sayChance(chance, locale),
    level: chance >= 0.9 ? 'success' : chance >= 0.5 ? 'warning' : 'danger',
    inTheEnd,
    by: filledBy.p10 && { p10: date(filledBy.p10), p50: date(filledBy.p50), p90: date(filledBy.p90) },
    lastOffer: lastOffer.p90 && date(lastOffer.p90),
    reasons: likelyReasons({ reasons }).map(({ reason, share }) => ({ reason, share: sayChance(share, locale) })),
  };
}

function pictureView(
  forecasts: readonly (Forecast & { which: 'now' | 'then' })[],
  from: Date,
  { locale, timeZone }: Speech,
) {
  const ends = forecasts.map(({ days }) => days.at(-1)?.at.getTime() ?? 0);
  const to = new Date(Math.max(startOfDay(from, 14, timeZone).getTime(), ...ends));
  const openings = Math.max(...forecasts.map((forecast) => forecast.openings));
  const months = monthsOf(from, to, timeZone);
  return Object.entries(WIDTHS).map(([size, width]) => {
    const picture = forecastPicture(forecasts, openings, { from, to, width, months });
    return {
      size,
      ...picture,
      months: picture.months.map((month) => ({ ...month, name: shortMonth(month.at, locale, timeZone) })),
    };
  });
}

/** The figures of the picture as a table: each Monday, and the last day. */
function weeksOf(forecasts: readonly (Forecast & { which: string })[], timeZone: string) {
  const longest = [...forecasts].sort((a, b) => b.days.length - a.days.length)[0]?.days ?? [];
  return longest
    .map(({ at }, index) => ({
      at,
      bands: forecasts.map(({ which, days }) => ({ which, ...(days[index] ?? days.at(-1)) })),
    }))
    .filter(
      ({ at }, index) =>
        index === longest.length - 1 || timeOnLastMonday(at, '00:00', timeZone).getTime() === at.getTime(),
    );
}
