import type { Instants } from '../../rounds/calendar.js';
import { startOfDay } from '../../rounds/wall-clock.js';
import { STAGES, type StageName } from '../../timetable/stages.js';
import type { Step } from './steps.js';

/** What the picture of a round's calendar is drawn from. */
export interface Pictured {
  readonly instants: Instants;
  readonly now: Date;
  /** When the last open offer ends; null when none is open. */
  readonly lastOffer: Date | null;
  readonly steps: readonly Step[];
  readonly openings: number;
}

/** A stage from its first instant to its last, in the picture's units. */
export interface Bar {
  readonly stage: StageName;
  readonly from: Date;
  readonly to: Date;
  readonly when: 'ahead' | 'now' | 'done';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Where its words begin. */
  readonly wordsX: number;
  readonly wordsY: number;
}

/** The lines of open offers and filled openings over time. */
export interface Chart {
  readonly top: number;
  readonly bottom: number;
  /** Paths of SVG: across, then up or down. */
  readonly filled: string;
  readonly open: string;
  /** What the upper edge stands for. */
  readonly most: number;
  /** Where all openings are filled. */
  readonly goal: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly bars: readonly Bar[];
  readonly months: readonly { readonly at: Date; readonly x: number }[];
  /** Null when today is outside the round. */
  readonly today: number | null;
  /** How far down the lines of the months and of today reach. */
  readonly floor: number;
  readonly chart: Chart | null;
}

const HEAD = 24;
const CHART = 110;
const GAP = 28;
const FOOT = 24;
// What lasts an instant can still be seen.
const LEAST = 4;
const MONTH_WIDTH = 34;

/** How much room the words take: beside the bars where there is room, above them on a phone. */
const layoutOf = (width: number) =>
  width >= 600
    ? { left: 230, row: 30, bar: 16, barY: 7, wordsY: 20, wordsX: 0 }
    : { left: 0, row: 44, bar: 14, barY: 24, wordsY: 17, wordsX: 0 };

/** Draws a round's calendar: each stage as a bar from instant to instant, today across them, and the offers below. */
export function pictureOf(
  { instants, now, lastOffer, steps, openings }: Pictured,
  width: number,
  timeZone: string,
): Picture {
  const layout = layoutOf(width);
  const start = instants.demandOpens;
  const end = later(instants.closesAt, lastOffer);
  const right = width - 8;
  const scale = (right - layout.left) / (end.getTime() - start.getTime());
  const xOf = (at: Date) => round(clamp(layout.left + (at.getTime() - start.getTime()) * scale, layout.left, right));
  const bars = STAGES.map((stage, index): Bar => {
    const [from, to] = spansOf(instants, end)[stage];
    const x = xOf(from);
    const barWidth = Math.max(LEAST, round(xOf(to) - x));
    const top = HEAD + index * layout.row;
    return {
      stage,
      from,
      to,
      when: now < from ? 'ahead' : now < to ? 'now' : 'done',
      x: Math.min(x, right - barWidth),
      y: top + layout.barY,
      width: barWidth,
      height: layout.bar,
      wordsX: layout.wordsX,
      wordsY: top + layout.wordsY,
    };
  });
  const below = HEAD + STAGES.length * layout.row;
  const inside = now >= start && now <= end;
  const chart = steps.length > 0 ? chartOf(steps, openings, below + GAP, { xOf, now: inside ? now : end }) : null;
  const floor = chart ? chart.bottom : below;
  return {
    width,
    height: floor + FOOT,
    floor,
    left: layout.left,
    right,
    bars,
    months: monthsOf(start, end, timeZone)
      .map((at) => ({ at, x: xOf(at) }))
      .filter(({ x }) => x <= right - MONTH_WIDTH),
    today: inside ? xOf(now) : null,
    chart,
  };
}

function spansOf(i: Instants, end: Date): Readonly<Record<StageName, readonly [Date, Date]>> {
  return {
    demand: [i.demandOpens, i.demandDue],
    report: [i.demandDue, i.reportDue],
    announcement: [i.announceAt, i.announceAt],
    application: [i.announceAt, i.applyDue],
    rating: [i.applyDue, i.rateDue],
    offer: [i.offersAt, i.closesAt],
    employment: [i.offersAt, end],
  };
}

function chartOf(
  steps: readonly Step[],
  openings: number,
  top: number,
  { xOf, now }: { readonly xOf: (at: Date) => number; readonly now: Date },
): Chart {
  const bottom = top + CHART;
  const most = Math.max(1, openings, ...steps.flatMap(({ open, filled }) => [open, filled]));
  const yOf = (value: number) => round(bottom - (value / most) * CHART);
  return {
    top,
    bottom,
    filled: pathOf(steps, ({ filled }) => filled, { xOf, yOf, now }),
    open: pathOf(steps, ({ open }) => open, { xOf, yOf, now }),
    most,
    goal: yOf(openings),
  };
}

interface Plane {
  readonly xOf: (at: Date) => number;
  readonly yOf: (value: number) => number;
  readonly now: Date;
}

/** A line that holds each value until the next. Of steps that fall on one point the last is drawn. */
function pathOf(steps: readonly Step[], heightOf: (step: Step) => number, { xOf, yOf, now }: Plane): string {
  const points = new Map<number, number>();
  for (const step of steps) if (step.at <= now) points.set(Math.round(xOf(step.at)), yOf(heightOf(step)));
  const [first] = points.keys();
  if (first === undefined) return '';
  let path = `M${first} ${yOf(0)}`;
  let last = yOf(0);
  for (const [x, y] of points) {
    if (y === last) continue;
    path += `H${x}V${y}`;
    last = y;
  }
  return `${path}H${Math.max(first, Math.round(xOf(now)))}`;
}

/** The start of each month after `start` and before `end`. */
export function monthsOf(start: Date, end: Date, timeZone: string): Date[] {
  const months: Date[] = [];
  const dayIn = (at: Date) => Number(new Intl.DateTimeFormat('en', { timeZone, day: 'numeric' }).format(at));
  // The first day of the next month lies at most 31 days ahead; its own number says how far too far that is.
  for (let at = start; ; ) {
    const ahead = startOfDay(at, 32 - dayIn(at), timeZone);
    at = startOfDay(ahead, 1 - dayIn(ahead), timeZone);
    if (at >= end) return months;
    months.push(at);
  }
}

const later = (at: Date, other: Date | null) => (other && other > at ? other : at);
const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
const round = (value: number) => Math.round(value * 10) / 10;
