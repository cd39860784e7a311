import { type DayOff, type DaysOff, weekendsOf } from './days-off.rule.js';

const COUNTRY = 'NO';

const years = new Map<number, Promise<DaysOff>>();

/** Saturdays, Sundays and the public holidays of a year, in Norway. */
export function publicDaysOff(year: number): Promise<DaysOff> {
  const known = years.get(year) ?? readYear(year);
  years.set(year, known);
  return known;
}

async function readYear(year: number): Promise<DaysOff> {
  const holidays = await holidaysOf(COUNTRY);
  const named = new Map<string, { readonly nb: string; readonly en: string }>();
  const english = holidays.getHolidays(year, 'en');
  for (const [index, { date, name }] of holidays.getHolidays(year, 'no').entries()) {
    const day = date.slice(0, '2027-05-17'.length);
    const [before, en] = [named.get(day), english[index]?.name ?? name];
    named.set(day, before ? { nb: `${before.nb}, ${name}`, en: `${before.en}, ${en}` } : { nb: name, en });
  }
  return new Map([
    ...weekendsOf(year),
    ...[...named].map(([day, names]): [string, DayOff] => [day, { is: 'holiday', ...names }]),
  ]);
}

// It comes with the holidays of two hundred countries: whoever asks for none does not wait for them.
async function holidaysOf(country: string) {
  const { default: Holidays } = await import('date-holidays');
  return new Holidays(country, { types: ['public'] });
}
