/** Half a year of teaching: spring (`V`) or autumn (`H`). */
interface Semester {
  readonly year: number;
  readonly isAutumn: boolean;
}

const WEEKS_TO_AUTUMN = 26;
const WEEK = 7 * 24 * 60 * 60 * 1000;

/** The semester that comes after `2027V`: `2027H`; null where the name is no such one. */
export function semesterAfter(name: string): string | null {
  const semester = parse(name);
  if (!semester) return null;
  return semester.isAutumn ? `${semester.year + 1}V` : `${semester.year}H`;
}

/** So many semesters that follow one another, the first of them given; none where its name is no such one. */
export function semestersFrom(first: string, count: number): string[] {
  const names: string[] = [];
  for (let name: string | null = first; name && names.length < count; name = semesterAfter(name)) names.push(name);
  return parse(first) ? names : [];
}

/** The semester of a day `2027-08-20`: autumn begins in July. */
export const semesterOf = (day: string): string => `${day.slice(0, 4)}${day.slice(5, 7) < '07' ? 'V' : 'H'}`;

/**
 * How many weeks one semester lies after another. A semester stands on ISO week 1, or 26 weeks later, so that a day keeps
 * its weekday and its place among the weeks: from a spring to the next it is 52 or 53 weeks, to the autumn 26.
 * @returns null where one of them has no such name
 */
export function weeksBetween(from: string, to: string): number | null {
  const [first, second] = [firstMonday(from), firstMonday(to)];
  return first === null || second === null ? null : (second - first) / WEEK;
}

/** The Monday of the week that a semester stands on, at 00:00 as if it were UTC; null where the name is no such one. */
export function firstMonday(name: string): number | null {
  const semester = parse(name);
  return semester && anchorOf(semester);
}

/** Whether a semester is in autumn; null where the name is no such one. */
export const isAutumn = (name: string): boolean | null => parse(name)?.isAutumn ?? null;

/**
 * The semesters for which a round can be created: those after the round that it is modelled on, but none that is over.
 * @param model the semester of that round; null when there is none
 * @param day today
 */
export function offeredSemesters(model: string | null, day: string): string[] {
  const current = semesterOf(day);
  const next = model === null ? null : semesterAfter(model);
  const isAhead = next !== null && (weeksBetween(current, next) ?? 0) > 0;
  return semestersFrom(isAhead ? next : current, OFFERED);
}

const OFFERED = 4;

function parse(name: string): Semester | null {
  const [, year, term] = /^(2\d{3})([VH])$/.exec(name) ?? [];
  return year ? { year: Number(year), isAutumn: term === 'H' } : null;
}

function anchorOf({ year, isAutumn }: Semester): number {
  const fourth = new Date(Date.UTC(year, 0, 4));
  // The week with the fourth of January in it is the first.
  const monday = fourth.setUTCDate(4 - ((fourth.getUTCDay() + 6) % 7));
  return monday + (isAutumn ? WEEKS_TO_AUTUMN * WEEK : 0);
}
