import type { Places } from './places.rule.js';
import { isAutumn } from './semester.rule.js';

/** The calendars that are there from the start. */
export const USUAL = ['spring', 'autumn'] as const;

export type Usual = (typeof USUAL)[number];

const [MONDAY, THURSDAY, FRIDAY] = [1, 4, 5];

/**
 * NTNU's process. Spring has the weeks of examples/ie-2027v.json: teachers are asked in the sixth week or so of teaching in
 * the semester before (which begins in week 34), nothing new is offered after the sixth of the semester itself (which begins
 * in week 2). Autumn is an analogy: the same weeks of teaching, and so from week 7 of the spring to week 39. Easter, which
 * falls in any of the weeks 12 to 17, may lie in the way of its last deadlines.
 */
export const USUAL_PLACES: Readonly<Record<Usual, Places>> = {
  spring: {
    demandOpens: { week: -15, weekday: MONDAY, time: '08:00' },
    demandDue: { week: -13, weekday: MONDAY, time: '23:59' },
    reportDue: { week: -13, weekday: FRIDAY, time: '15:00' },
    announceAt: { week: -12, weekday: MONDAY, time: '09:00' },
    applyDue: { week: -10, weekday: MONDAY, time: '23:59' },
    rateDue: { week: -9, weekday: THURSDAY, time: '23:59' },
    offersAt: { week: -9, weekday: FRIDAY, time: '09:00' },
    closesAt: { week: 6, weekday: THURSDAY, time: '12:00' },
  },
  autumn: {
    demandOpens: { week: -20, weekday: MONDAY, time: '08:00' },
    demandDue: { week: -18, weekday: MONDAY, time: '23:59' },
    reportDue: { week: -18, weekday: FRIDAY, time: '15:00' },
    announceAt: { week: -17, weekday: MONDAY, time: '09:00' },
    applyDue: { week: -15, weekday: MONDAY, time: '23:59' },
    rateDue: { week: -14, weekday: THURSDAY, time: '23:59' },
    offersAt: { week: -14, weekday: FRIDAY, time: '09:00' },
    closesAt: { week: 12, weekday: THURSDAY, time: '12:00' },
  },
};

/** Which of them is for a semester. One whose name tells of neither is taken for a spring. */
export const usualOf = (semester: string): Usual => (isAutumn(semester) ? 'autumn' : 'spring');
