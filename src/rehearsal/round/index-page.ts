import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { message } from '../../platform/messages.js';
import { root } from '../../platform/root.js';
import { said } from '../durations.js';
import type { ReceivedMail } from '../mailbox.js';
import type { Report } from '../report.js';
import type { Placed } from './lay-out.js';

/** What the first page of a rehearsal's file tells. */
export interface Told {
  readonly report: Report;
  /** What was assumed, as lines to read. */
  readonly assumed: readonly string[];
  /** What should not have been, as lines to read. */
  readonly faults: readonly string[];
  readonly courses: ReadonlyMap<string, string>;
  readonly mails: readonly Placed<ReceivedMail>[];
  readonly timeZone: string;
}

/** The first page: how the round ended, and every mail by date and by person. */
export async function indexPage({ report, assumed, faults, courses, mails, timeZone }: Told): Promise<string> {
  const lines = mails.map(({ mail, person, path }) => {
    const [day = '', time = ''] = said(mail.receivedAt, timeZone).split(' ');
    const { kind, subject } = mail;
    return { day, time, person, subject, kind: message('en', 'board', `mail-kind.${kind}`), href: hrefOf(path) };
  });
  const positions = report.positions.map(({ id, openings, employed, offers, finalListAt }) => {
    const count = (state: string) => offers.filter((offer) => offer.state === state).length;
    return {
      course: courses.get(id) ?? id,
      ...{ openings, offers: offers.length, filled: employed.length, finalListAt: finalListAt?.slice(0, 10) ?? '–' },
      ...{ declined: count('declined'), expired: count('expired'), withdrawn: count('withdrawn'), open: count('open') },
    };
  });
  const sum = (count: (one: (typeof positions)[number]) => number) =>
    positions.reduce((total, one) => total + count(one), 0);
  const template = await readFile(join(root, 'templates', 'rehearsal', 'index.hbs'), 'utf8');
  return Handlebars.compile(template, { strict: true })({
    round: report.scenario,
    from: report.from.slice(0, 16).replace('T', ' '),
    to: report.to.slice(0, 16).replace('T', ' '),
    ...{ timeZone, assumed, faults, positions, count: mails.length },
    ...{ openings: sum((one) => one.openings), offers: sum((one) => one.offers), filled: sum((one) => one.filled) },
    days: groups(lines, ({ day }) => day),
    people: groups(
      lines.toSorted((a, b) => a.person.localeCompare(b.person, 'nb')),
      ({ person }) => person,
    ),
  });
}

/** The address of a file from the first page on. */
const hrefOf = (path: string) => path.split('/').map(encodeURIComponent).join('/');

function groups<T>(items: readonly T[], keyOf: (item: T) => string): { name: string; mails: T[] }[] {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const group = found.get(keyOf(item));
    if (group) group.push(item);
    else found.set(keyOf(item), [item]);
  }
  return [...found].map(([name, mails]) => ({ name, mails }));
}
