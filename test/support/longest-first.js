import TestSequencer from '@jest/test-sequencer';

// What takes a minute or so, the longest first: begun last, it would run alone in the end.
const LONG = [
  'rehearsal/rehearsal',
  'web/accessibility',
  'attacks/',
  'board/acts-race',
  'faults/',
  'journeys/',
  'board/look-home',
  'web/hostile',
];

const placeOf = ({ path }) => {
  const place = LONG.findIndex((part) => path.includes(`/test/${part}`));
  return place < 0 ? LONG.length : place;
};

/** Jest's own order, which goes by what it remembers of the last run, and in a fresh clone by size, after the long ones. */
export default class LongestFirst extends TestSequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return [...sorted].sort((a, b) => placeOf(a) - placeOf(b));
  }
}
