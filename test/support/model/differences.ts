import { FIXED_KINDS, FREE_KINDS } from './mails.js';
import { type ModelReport, modelOf } from './model-of.js';
import { instantOf, type ReportMail, type ReportPosition, reportSchema } from './report.js';
import type { Scenario } from './scenario.js';

export interface ComparisonOptions {
  /** Under chaos a mail may arrive twice, with the same Message-ID; otherwise each arrives once. */
  resends?: boolean;
  /** Also compare the instants at which mails arrived with those at which they fall due. */
  sentAt?: boolean;
}

/** Differences between a rehearsal's report and the model of its scenario, as lines to read; empty when they agree. */
export function differences(scenario: Scenario, report: unknown, options: ComparisonOptions = {}): string[] {
  const parsed = reportSchema.safeParse(report);
  if (!parsed.success) return parsed.error.issues.map((issue) => `report ${issue.path.join('.')}: ${issue.message}`);
  const model = modelOf(scenario);
  const { positions, mails } = parsed.data;
  return [...positionDifferences(model.positions, positions), ...mailDifferences(model, mails, options)];
}

function positionDifferences(expected: ModelReport['positions'], got: ReportPosition[]): string[] {
  const reported = new Map(got.map((position) => [position.id, position]));
  const known = new Set(expected.map(({ id }) => id));
  const repeated = got.filter((position) => reported.get(position.id) !== position);
  return [
    ...got.filter(({ id }) => !known.has(id)).map(({ id }) => `position ${id}: not expected in the report`),
    ...repeated.map(({ id }) => `position ${id}: more than once in the report`),
    ...expected.flatMap((position) => {
      const other = reported.get(position.id);
      return other ? positionDifference(position, other) : [`position ${position.id}: missing from the report`];
    }),
  ];
}

function positionDifference(expected: ReportPosition, got: ReportPosition): string[] {
  const about = `position ${expected.id}`;
  const [wanted, made] = [inOrder(expected.offers), inOrder(got.offers)];
  const longest = Math.max(wanted.length, made.length);
  return [
    ...mismatch(`${about} round`, expected.round, got.round),
    ...mismatch(`${about} openings`, expected.openings, got.openings),
    ...mismatch(`${about} employed`, addresses(expected.employed), addresses(got.employed)),
    ...instantMismatch(`${about} finalListAt`, expected.finalListAt, got.finalListAt),
    ...Array.from({ length: longest }, (_, i) => offerDifference(`${about} offer ${i + 1}`, wanted[i], made[i])).flat(),
  ];
}

type ReportOffer = ReportPosition['offers'][number];

function inOrder(offers: ReportOffer[]): ReportOffer[] {
  return [...offers].sort((a, b) => {
    const [issuedA, issuedB] = [instantOf(a.issuedAt), instantOf(b.issuedAt)];
    if (issuedA === issuedB) return a.rank - b.rank;
    return issuedA < issuedB ? -1 : 1;
  });
}

function offerDifference(about: string, expected?: ReportOffer, got?: ReportOffer): string[] {
  if (expected === undefined || got === undefined) return mismatch(about, described(expected), described(got));
  return [
    ...mismatch(`${about} student`, address(expected.student), address(got.student)),
    ...mismatch(`${about} rank`, expected.rank, got.rank),
    ...mismatch(`${about} state`, expected.state, got.state),
    ...instantMismatch(`${about} issuedAt`, expected.issuedAt, got.issuedAt),
    ...instantMismatch(`${about} expiresAt`, expected.expiresAt, got.expiresAt),
    ...instantMismatch(`${about} closedAt`, expected.closedAt, got.closedAt),
  ];
}

const described = (offer?: ReportOffer): string =>
  offer ? `${offer.student} (rank ${offer.rank}, ${offer.state}, issued ${offer.issuedAt})` : 'none';

function mailDifferences(model: ModelReport, received: ReportMail[], options: ComparisonOptions): string[] {
  const { distinct, lines } = withoutResends(received, options);
  const unknown = new Set(distinct.map(({ kind }) => kind).filter((kind) => !isKnown(kind)));
  const compared = distinct
    .filter(({ kind }) => kind in model.mailCounts)
    .map((mail) => ({ ...mail, at: mail.sentAt }));
  const compare = (key: (mail: ModelMailLike) => string) => countDifferences(model.mails.map(key), compared.map(key));
  return [
    ...lines,
    ...[...unknown].map((kind) => `mails ${kind || '(without kind)'}: no such kind in the design`),
    ...compare(({ kind }) => kind),
    ...compare(({ kind, to }) => `${kind} to ${address(to)}`),
    ...(options.sentAt ? compare(({ kind, to, at }) => `${kind} to ${address(to)} at ${utc(at)}`) : []),
  ];
}

type ModelMailLike = ModelReport['mails'][number];

const isKnown = (kind: string): boolean => FIXED_KINDS.includes(kind) || FREE_KINDS.includes(kind);

/** One mail per Message-ID, and lines about whatever was received more often than it may be. */
function withoutResends(received: ReportMail[], options: ComparisonOptions) {
  const distinct = new Map<string, ReportMail>();
  const lines: string[] = [];
  for (const mail of received) {
    const first = distinct.get(mail.messageId);
    if (first === undefined) distinct.set(mail.messageId, mail);
    else if (first.kind !== mail.kind || address(first.to) !== address(mail.to)) {
      lines.push(`mails ${first.kind} to ${first.to}, ${mail.kind} to ${mail.to}: same Message-ID ${mail.messageId}`);
    } else if (!options.resends) lines.push(`mails ${mail.kind} to ${mail.to}: ${mail.messageId} received again`);
  }
  return { distinct: [...distinct.values()], lines };
}

function countDifferences(expected: string[], got: string[]): string[] {
  const [wanted, made] = [tally(expected), tally(got)];
  const keys = [...new Set([...wanted.keys(), ...made.keys()])].sort();
  return keys.flatMap((key) => mismatch(`mails ${key}`, wanted.get(key) ?? 0, made.get(key) ?? 0));
}

function tally(keys: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** The bare address, of `Name <address>` too, in lower case: neither is a matter of the rules. */
const address = (text: string): string => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();

const addresses = (list: string[]): string => list.map(address).sort().join(', ') || 'nobody';

const utc = (text: string): string => new Date(Number(instantOf(text) / 1_000_000n)).toISOString();

const mismatch = (about: string, expected: string | number, got: string | number): string[] =>
  expected === got ? [] : [`${about}: expected ${expected}, got ${got}`];

function instantMismatch(about: string, expected: string | null, got: string | null): string[] {
  const same = expected === null || got === null ? expected === got : instantOf(expected) === instantOf(got);
  return same ? [] : mismatch(about, expected ?? 'null', got ?? 'null');
}
