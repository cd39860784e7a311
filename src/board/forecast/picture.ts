import type { Band, Forecast } from '../../forecast/outcome.rule.js';

/** A band between two lines over time, as paths of SVG. */
export interface BandPath {
  readonly which: 'now' | 'then';
  readonly band: string;
  readonly line: string;
}

/** A forecast drawn: filled openings over time, up to all of them. */
export interface ForecastPicture {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly goal: number;
  readonly bands: readonly BandPath[];
  readonly months: readonly { readonly at: Date; readonly x: number }[];
  /** What the lines across stand for. */
  readonly levels: readonly { readonly value: number; readonly y: number }[];
}

const HEAD = 24;
const CHART = 220;
const FOOT = 26;
const LEFT = 40;
const MONTH_WIDTH = 34;

type Days = Forecast['days'];

/**
 * Draws how many openings are filled day by day, eight of ten runs as a band and the middle one as a line.
 * @param forecasts one, or two to compare
 * @param months the start of each month in the time that is drawn
 */
export function forecastPicture(
  forecasts: readonly { readonly which: 'now' | 'then'; readonly days: Days }[],
  openings: number,
  {
    from,
    to,
    width,
    months,
  }: { readonly from: Date; readonly to: Date; readonly width: number; readonly months: readonly Date[] },
): ForecastPicture {
  const right = width - 8;
  const bottom = HEAD + CHART;
  const most = Math.max(1, openings);
  const xOf = (at: Date) =>
    round(LEFT + ((at.getTime() - from.getTime()) / (to.getTime() - from.getTime())) * (right - LEFT));
  const yOf = (value: number) => round(bottom - (value / most) * CHART);
  return {
    width,
    height: bottom + FOOT,
    left: LEFT,
    right,
    bottom,
    goal: yOf(openings),
    bands: forecasts.map(({ which, days }) => ({ which, ...pathsOf(days, { xOf, yOf, to }) })),
    months: months.map((at) => ({ at, x: xOf(at) })).filter(({ x }) => x <= right - MONTH_WIDTH),
    levels: levelsOf(most).map((value) => ({ value, y: yOf(value) })),
  };
}

interface Plane {
  readonly xOf: (at: Date) => number;
  readonly yOf: (value: number) => number;
  readonly to: Date;
}

/** What is reached is kept until the end of the picture. */
function pathsOf(days: Days, { xOf, yOf, to }: Plane): Pick<BandPath, 'band' | 'line'> {
  const last = days.at(-1);
  if (!last) return { band: '', line: '' };
  const all = last.at < to ? [...days, { ...last, at: to }] : days;
  const points = (of: (day: Band<number>) => number) => all.map((day) => `${xOf(day.at)} ${yOf(of(day))}`);
  const lower = points(({ p10 }) => p10);
  const upper = points(({ p90 }) => p90).reverse();
  return { band: `M${[...lower, ...upper].join('L')}Z`, line: `M${points(({ p50 }) => p50).join('L')}` };
}

/** Round numbers to draw lines at: nought, some between, and not more than all. */
function levelsOf(most: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => most / one <= 5) ?? most;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

const round = (value: number) => Math.round(value * 10) / 10;
