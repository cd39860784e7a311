import type { Dice } from '../robots/dice.js';
import { ASSUMED } from './assumptions.js';
import type { CastApplicant, RoundCast } from './read-cast.js';

/** The most positions that one of them applies for. */
const MOST_WISHES = 3;

/** Students who might apply yet: as many as give each position its applicants. Their names say that they are made up. */
export function makeUpApplicants({ positions, applicants }: RoundCast, dice: Dice): CastApplicant[] {
  const missing = new Map(
    positions
      .filter(({ isOut }) => !isOut)
      .map(({ id, openings }) => {
        const there = applicants.filter(({ applications }) => applications.some(({ position }) => position === id));
        return [id, (openings ?? ASSUMED.openings) * ASSUMED.applicantsPerOpening - there.length];
      }),
  );
  const made: CastApplicant[] = [];
  for (;;) {
    const short = [...missing].filter(([, count]) => count > 0).map(([id]) => id);
    if (short.length === 0) return made;
    const wishes: string[] = [];
    while (wishes.length < Math.min(MOST_WISHES, short.length))
      wishes.push(dice.pick(short.filter((id) => !wishes.includes(id))) as string);
    for (const id of wishes) missing.set(id, (missing.get(id) ?? 0) - 1);
    const number = made.length + 1;
    made.push({
      name: `Made-up student ${number}`,
      email: `student${number}@made-up.example`,
      locale: 'nb',
      laos: dice.roll() < 0.5,
      applications: wishes.map((position, index) => ({ position, priority: index + 1, offerUntil: null })),
    });
  }
}
