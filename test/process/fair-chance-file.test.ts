import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkFile } from '../../src/process/offer/fair-chance/check-file.js';
import type { RoundCheck } from '../../src/process/offer/fair-chance/read-check.js';
import { seal } from '../../src/process/offer/fair-chance/seal.js';
import { summaryOf, verdictOf } from '../../src/process/offer/fair-chance/verdict.rule.js';
import { verifyFile } from '../../src/process/offer/fair-chance/verify-file.js';
import type { OfferLog, Recorded } from '../../src/process/offer/fairness.rule.js';

const SECRET = 's'.repeat(40);
const FROM = 'https://stafett.uni.example';

const person = (letter: string) => `${letter.repeat(8)}-0000-4000-8000-000000000000`;
const [a, b, c, contact] = ['a', 'b', 'c', 'e'].map(person) as [string, string, string, string];
const at = new Date('2026-11-06T09:00:00Z');
const alone = { at, actorId: null, reason: null };
const by = { at, actorId: contact, reason: 'Bo var syk' };
const rated: Recorded = { ...alone, actorId: person('f'), is: 'rated', ranked: [a, b, c], unsuited: 1 };
const offered = (personId: string): Recorded => ({ ...alone, is: 'offered', personId });

const FOLLOWED: OfferLog = {
  openings: 2,
  offered: [a, c, b],
  events: [
    rated,
    offered(a),
    { ...alone, is: 'let-go', personId: b },
    offered(c),
    { ...by, is: 'closed', personId: a, state: 'withdrawn' },
    { ...by, is: 'moved', personId: c, from: at, to: new Date('2026-11-20T23:00:00Z') },
    { ...by, is: 'named', personId: b },
    { ...by, is: 'resized', from: 2, to: 3 },
  ],
};
const PASSED_OVER: OfferLog = { openings: 3, offered: [c, a], events: [rated, offered(c), offered(a)] };
const NONE: OfferLog = { openings: 1, offered: [], events: [] };

const roundOf = (...logs: OfferLog[]): RoundCheck => ({
  at,
  round: { id: '2027V-trondheim', campus: 'Trondheim', semester: '2027V' },
  positions: logs.map((log, index) => ({
    ...{ id: `P${index + 1}`, course: 'TDT4100', title: 'Objektorientert «programmering» \u2028', log },
    verdict: verdictOf(log),
  })),
  steppedIn: [{ id: contact, name: 'Kari Kontakt' }],
});

const write = (...logs: OfferLog[]) => checkFile(roundOf(...logs), { from: FROM, secret: SECRET });
const verify = (text: string, secret = SECRET) => verifyFile(Buffer.from(text), secret);

describe('the verdict', () => {
  test('sums up what each offer, skip and intervention was', () => {
    expect(verdictOf(FOLLOWED)).toEqual({
      is: 'followed',
      offers: 3,
      inTurn: 2,
      named: 1,
      passedOver: { 'offered-before': 1, 'let-go': 1 },
      overrides: { named: 1, 'taken-back': 1, moved: 1, resized: 1 },
      deviations: [],
    });
  });

  test('names everybody who was passed over, once for each position', () => {
    const verdict = verdictOf(PASSED_OVER);
    expect(verdict.deviations).toEqual([{ is: 'out-of-order', at, personId: c, next: a, passed: [a, b] }]);
    expect(summaryOf([verdict, verdictOf(FOLLOWED), verdict])).toEqual({
      ...{ is: 'deviates', positions: 3, offers: 7, inTurn: 4, named: 1, overrides: 4 },
      ...{ deviations: 2, deviating: 2, passed: 4 },
    });
  });

  test('counts an offer that the log does not know, and says of none that there is none', () => {
    expect(verdictOf({ ...NONE, offered: [a] })).toMatchObject({ is: 'deviates', offers: 1, inTurn: 0 });
    expect([verdictOf(NONE).is, summaryOf([verdictOf(NONE)]).is, summaryOf([]).is]).toEqual(Array(3).fill('no-offers'));
  });
});

describe('the file', () => {
  const text = write(FOLLOWED, PASSED_OVER, NONE);

  test('is genuine as it was written, and gives the verdict of its events', () => {
    const verified = verify(text);
    if (verified.is !== 'genuine') throw new Error(verified.is);
    expect(verified.verdicts).toEqual([FOLLOWED, PASSED_OVER, NONE].map(verdictOf));
    expect(verified.file.generatedAt).toEqual(at);
  });

  test('has no reasons, but says whether there was one', () => {
    expect(text).not.toContain('syk');
    expect(text.match(/"reasoned": true/g)).toHaveLength(4);
  });

  const shuffle = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffle);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, one]) => [key, shuffle(one)]),
    );
  };

  test('is the same in another order of its names, with other space, and with other escapes', () => {
    const other = JSON.stringify(shuffle(JSON.parse(text)), null, '\t').replaceAll('«', '\\u00ab');
    expect([other === text, verify(`\ufeff${other}\r\n`).is]).toEqual([false, 'genuine']);
  });

  test('is altered when anything in it is another', () => {
    const places = placesIn(JSON.parse(text)).filter(([first]) => first !== 'signature');
    expect(places.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), fc.boolean(), (place, value, remove) => {
        const file = JSON.parse(text);
        const parent = place.slice(0, -1).reduce((one, key) => one[key], file);
        const key = place.at(-1) as string;
        fc.pre(remove || JSON.stringify(value) !== JSON.stringify(parent[key]));
        if (!remove) parent[key] = value;
        else if (Array.isArray(parent)) parent.splice(Number(key), 1);
        else delete parent[key];
        const is = verify(JSON.stringify(file)).is;
        // One that says it is something else is none.
        expect(is).toBe(key === 'format' ? 'no-check' : 'altered');
      }),
      { numRuns: 600 },
    );
  });

  test('is not genuine when any byte is another, unless it reads the same', () => {
    const bytes = Buffer.from(text);
    const whole = JSON.stringify(JSON.parse(text));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, bits) => {
        const other = Buffer.from(bytes);
        other[index] = (other[index] as number) ^ bits;
        const reads = () => JSON.stringify(JSON.parse(other.toString('utf8')));
        const { is } = verifyFile(other, SECRET);
        if (is === 'genuine') expect(reads()).toBe(whole);
      }),
      { numRuns: 600 },
    );
  });

  test.each([
    [
      'a name twice, the first of which lies',
      (one: string) => one.replace('"round":', '"round": {"id": "other"}, "round":'),
      'altered',
    ],
    ['half a character', (one: string) => one.replace('TDT4100', '\\ud800'), 'altered'],
    [
      'lists in lists without end',
      (one: string) => one.replace('"version": 1', `"version": ${'['.repeat(1e5)}${']'.repeat(1e5)}`),
      'altered',
    ],
    ['the name of another key', (one: string) => one.replace(/"key": "[^"]+"/, '"key": "0123456789abcdef"'), 'foreign'],
    ['no signature', (one: string) => one.replace('"signature"', '"signed"'), 'no-check'],
    ['a cut in the middle', (one: string) => one.slice(0, 900), 'no-check'],
    ['nothing in it', () => '', 'no-check'],
    ['another JSON', () => '[]', 'no-check'],
  ])('with %s is told apart', (_, change, is) => {
    expect(verify(change(text)).is).toBe(is);
  });

  test('of another installation says whose it is, on one plain line', () => {
    expect(verify(text, 'other'.repeat(8))).toEqual({ is: 'foreign', from: FROM });
    const forged = text.replace(FROM, 'x\\u001b[2J\\ny');
    expect(verify(forged, 'other'.repeat(8))).toEqual({ is: 'foreign', from: 'x [2J y' });
  });

  const signedAnew = (change: (file: Written) => void) => {
    const { signature, ...file } = JSON.parse(text);
    change(file);
    return verify(JSON.stringify(seal(file, SECRET))).is;
  };

  test('that is signed is held against its own events, and against the form that is known', () => {
    expect(signedAnew(() => undefined)).toBe('genuine');
    expect(
      signedAnew((file) => {
        const position = file.positions[1];
        if (position) position.verdict = { ...position.verdict, is: 'followed', deviations: [] };
      }),
    ).toBe('contradictory');
    expect(
      signedAnew((file) => {
        file.summary.offers += 1;
      }),
    ).toBe('contradictory');
    expect(
      signedAnew((file) => {
        file.version = 2;
      }),
    ).toBe('unreadable');
  });
});

/** What the tests change of a file. */
interface Written {
  version: number;
  readonly summary: { offers: number };
  readonly positions: { verdict: object }[];
}

/** The way to every value in a JSON value. */
function placesIn(value: unknown, way: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [[...way, key], ...placesIn(one, [...way, key])]);
}
