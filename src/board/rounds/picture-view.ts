import type { Locale } from '../../people/person.entity.js';
import { shortDate, shortMonth } from '../short-date.js';
import { type Picture, type Pictured, pictureOf } from './picture.js';
import { weeklySteps } from './steps.js';

// One for a screen and one for a phone: letters that shrink with the picture could not be read.
const WIDTHS = { wide: 1000, narrow: 328 } as const;

/** The picture of a round's calendar in both sizes, with its dates in words, and the same figures week by week. */
export function pictureView(pictured: Pictured, locale: Locale, timeZone: string) {
  const say = (picture: Picture) => ({
    ...picture,
    // Today's word stands under its line, and is not cut off at the edges.
    todayWordsY: picture.floor + 18,
    todayAnchor: picture.today === null || picture.today < picture.width / 2 ? 'start' : 'end',
    chart: picture.chart && { ...picture.chart, goalWordsY: picture.chart.goal - 6 },
    months: picture.months.map((month) => ({ ...month, name: shortMonth(month.at, locale, timeZone) })),
    bars: picture.bars.map((bar) => ({
      ...bar,
      dates: [...new Set([bar.from, bar.to].map((at) => shortDate(at, locale, timeZone)))].join('–'),
    })),
  });
  return {
    sizes: Object.entries(WIDTHS).map(([size, width]) => ({ size, ...say(pictureOf(pictured, width, timeZone)) })),
    weeks: weeklySteps(pictured.steps, pictured.now, timeZone).reverse(),
    openings: pictured.openings,
  };
}
