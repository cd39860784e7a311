import { parse, View } from 'vega';

/**
 * Draws bars beside each other as SVG.
 * @param chart its title, what the axis counts, and the bars, each with its name, value and what it spreads over
 */
export async function chartOf({ title, axis, bars }) {
  const longest = Math.max(...bars.map(({ most = 0, value }) => Math.max(most, value)));
  const spec = {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: 520,
    height: { signal: `${bars.length} * 34` },
    padding: 8,
    background: 'white',
    title: { text: title, anchor: 'start', offset: 12 },
    data: [{ name: 'bars', values: bars }],
    scales: [
      { name: 'y', type: 'band', domain: { data: 'bars', field: 'name' }, range: 'height', padding: 0.25 },
      { name: 'x', domain: [0, longest], range: 'width', nice: true },
    ],
    axes: [
      { orient: 'left', scale: 'y', ticks: false, domain: false, labelLimit: 340, labelPadding: 8 },
      { orient: 'bottom', scale: 'x', title: axis, grid: true, tickCount: 6 },
    ],
    marks: [
      {
        type: 'rect',
        from: { data: 'bars' },
        encode: {
          enter: {
            y: { scale: 'y', field: 'name' },
            height: { scale: 'y', band: 1 },
            x: { scale: 'x', value: 0 },
            x2: { scale: 'x', field: 'value' },
            fill: [{ test: 'datum.ours', value: '#0062ba' }, { value: '#8fa3b8' }],
          },
        },
      },
      {
        type: 'rule',
        from: { data: 'bars' },
        encode: {
          enter: {
            y: { scale: 'y', field: 'name', band: 0.5 },
            x: { scale: 'x', signal: 'isValid(datum.least) ? datum.least : datum.value' },
            x2: { scale: 'x', signal: 'isValid(datum.most) ? datum.most : datum.value' },
            stroke: { value: '#1e2b3c' },
            strokeWidth: { value: 2 },
          },
        },
      },
    ],
  };
  const view = new View(parse(spec), { renderer: 'none' });
  return view.toSVG();
}

/** A bar of a chart for a number that was measured some times. */
export const bar = (name, { median, least, most }, ours = false) => ({ name, value: median, least, most, ours });
