/** A bar: its parts from the ground up, and how far a line reaches above it. */
export interface Bar {
  /** Which of those that stand side by side it is: `data-series`, from 1. */
  readonly series: number;
  readonly parts: readonly { readonly of: string; readonly value: number }[];
  readonly reach: number | null;
  /** What it says to whoever points at it. */
  readonly said: string;
}

/** Bars that stand together over a name of one or two lines. */
export interface Group {
  readonly names: readonly string[];
  readonly isRunning: boolean;
  readonly bars: readonly Bar[];
}

export interface DrawnBar {
  readonly series: number;
  readonly said: string;
  readonly parts: readonly {
    readonly of: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  readonly reach: {
    readonly x: number;
    readonly from: number;
    readonly to: number;
    readonly capFrom: number;
    readonly capTo: number;
  } | null;
}

/** A chart in its own units. */
export interface Chart {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly ground: number;
  readonly ticks: readonly {
    readonly value: number;
    readonly y: number;
    readonly wordsX: number;
    readonly wordsY: number;
  }[];
  readonly groups: readonly {
    readonly x: number;
    readonly isRunning: boolean;
    /** None where there is no room for it. */
    readonly names: readonly { readonly name: string; readonly y: number }[];
    readonly bars: readonly DrawnBar[];
  }[];
}

const HEAD = 16;
const BODY = 180;
const LINE = 17;
const LEFT = 54;
const WIDEST = 44;
const GAP = 4;
// The longest name of a season, in the letters of the picture.
const NAME_WIDTH = 50;
const TICKS = 4;

/**
 * Draws groups of bars over one ground, from left to right.
 * @param most what the upper edge stands for; where it is not given, a round number above every value
 */
export function chartOf(groups: readonly Group[], width: number, most?: number): Chart {
  const right = width - 4;
  const ground = HEAD + BODY;
  const highest = Math.max(0, ...groups.flatMap(({ bars }) => bars.map(heightOf)));
  const step = most === undefined ? stepOf(highest / TICKS) : most / 2;
  const top = most ?? Math.max(1, Math.ceil(highest / step)) * step;
  const yOf = (value: number) => round(ground - (value / top) * BODY);
  const room = (right - LEFT) / Math.max(1, groups.length);
  const every = Math.ceil(NAME_WIDTH / room);
  return {
    width,
    height: ground + 8 + 2 * LINE,
    left: LEFT,
    right,
    ground,
    ticks: Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step).map((value) => ({
      value,
      y: yOf(value),
      wordsX: LEFT - 6,
      wordsY: yOf(value) + 4,
    })),
    groups: groups.map(({ names, isRunning, bars }, index) => {
      const middle = LEFT + (index + 0.5) * room;
      const bar = Math.min(WIDEST, (room * 0.8) / Math.max(1, bars.length));
      const first = middle - (bar * bars.length) / 2;
      // The newest always has its name.
      const isNamed = (groups.length - 1 - index) % every === 0;
      return {
        x: round(middle),
        isRunning,
        names: isNamed ? names.map((name, line) => ({ name, y: ground + (line + 1) * LINE })) : [],
        bars: bars.map((one, place) => drawn(one, { x: first + place * bar, width: bar, yOf })),
      };
    }),
  };
}

interface Spot {
  readonly x: number;
  readonly width: number;
  readonly yOf: (value: number) => number;
}

function drawn({ series, said, parts, reach }: Bar, { x, width, yOf }: Spot): DrawnBar {
  const inner = Math.max(2, width - GAP);
  let below = 0;
  return {
    series,
    said,
    parts: parts
      .map(({ of, value }) => {
        const from = below;
        below += value;
        const y = yOf(below);
        return { of, x: round(x + (width - inner) / 2), y, width: round(inner), height: round(yOf(from) - y) };
      })
      .filter(({ height }) => height > 0),
    reach: reach === null ? null : { from: yOf(below), to: yOf(reach), ...acrossOf(x + width / 2, inner / 4) },
  };
}

const acrossOf = (x: number, half: number) => ({ x: round(x), capFrom: round(x - half), capTo: round(x + half) });

const heightOf = ({ parts, reach }: Bar) =>
  Math.max(
    reach ?? 0,
    parts.reduce((sum, { value }) => sum + value, 0),
  );

/** The least of 1, 2, 5, 10, 20, 50 … that is no less than a number. */
function stepOf(least: number): number {
  for (let ten = 1; ; ten *= 10) for (const digit of [1, 2, 5]) if (digit * ten >= least) return digit * ten;
}

const round = (value: number) => Math.round(value * 10) / 10;
