import { writeFile } from 'node:fs/promises';
import type { Client } from 'pg';
import { written } from './durations.js';
import type { ReceivedMail } from './mailbox.js';

/** What a rehearsal did, as the format of scenarios describes it. Instants are ISO 8601 with the zone's offset. */
export interface Report {
  readonly report: 1;
  readonly scenario: string;
  readonly from: string;
  readonly to: string;
  readonly wallSeconds: number;
  readonly positions: readonly ReportedPosition[];
  readonly mails: readonly ReportedMail[];
}

export interface ReportedPosition {
  readonly id: string;
  readonly round: string;
  readonly openings: number;
  readonly employed: readonly string[];
  readonly finalListAt: string | null;
  readonly offers: readonly ReportedOffer[];
}

export interface ReportedOffer {
  readonly student: string;
  readonly rank: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly state: string;
  readonly closedAt: string | null;
}

export interface ReportedMail {
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  readonly sentAt: string;
  readonly messageId: string;
}

/** A position with demand and its offers in order of issue, as the database has them. */
export interface PositionRow {
  readonly id: string;
  readonly round: string;
  readonly openings: number;
  readonly finalListAt: Date | null;
  readonly offers: readonly OfferRow[];
}

export interface OfferRow {
  readonly student: string;
  readonly rank: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly state: string;
  readonly closedAt: Date | null;
}

/** What a report is made of. */
export interface Played {
  readonly scenario: string;
  readonly timeZone: string;
  readonly from: Date;
  readonly to: Date;
  readonly wallSeconds: number;
  readonly positions: readonly PositionRow[];
  readonly mails: readonly ReceivedMail[];
}

/** The report of what was played. */
export function reportOf({ scenario, timeZone, from, to, wallSeconds, positions, mails }: Played): Report {
  const at = (instant: Date) => written(instant, timeZone);
  const maybe = (instant: Date | null) => instant && at(instant);
  return {
    report: 1,
    scenario,
    from: at(from),
    to: at(to),
    wallSeconds: Math.round(wallSeconds * 10) / 10,
    positions: positions.map(({ id, round, openings, finalListAt, offers }) => ({
      id,
      round,
      openings,
      employed: offers.filter(({ state }) => state === 'accepted').map(({ student }) => student),
      finalListAt: maybe(finalListAt),
      offers: offers.map((offer) => ({
        student: offer.student,
        rank: offer.rank,
        issuedAt: at(offer.issuedAt),
        expiresAt: at(offer.expiresAt),
        state: offer.state,
        closedAt: maybe(offer.closedAt),
      })),
    })),
    mails: mails.map(({ kind, to: recipient, subject, receivedAt, messageId }) => ({
      kind,
      to: recipient,
      subject,
      sentAt: at(receivedAt),
      messageId,
    })),
  };
}

/** The positions whose demand was reported, with their offers. */
export async function readPositions(client: Client): Promise<PositionRow[]> {
  const positions = await client.query<Omit<PositionRow, 'offers'>>(
    `select p.id, p.round_id as round, p.openings,
       (select min(m.created_at) from mail m where m.kind = 'final-list' and m.position_id = p.id) as "finalListAt"
     from position p where p.openings is not null order by p.round_id, p.id`,
  );
  const offers = await client.query<OfferRow & { position: string }>(
    `select o.position_id as position, s.email as student, o.rank, o.issued_at as "issuedAt", o.expires_at as "expiresAt",
       o.state, o.closed_at as "closedAt"
     from offer o join person s on s.id = o.person_id order by o.issued_at, o.rank`,
  );
  return positions.rows.map((position) => ({
    ...position,
    offers: offers.rows.filter((offer) => offer.position === position.id),
  }));
}

/**
 * The mails that did not leave, as lines to read; none when all was delivered or had lost its reason.
 * @param since those that had failed before do not count
 */
export async function readUndelivered(client: Client, since = new Date(0)): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select count(*) || ' mails of kind ' || kind || ' are ' || state || ': ' || coalesce(min(reason), 'no reason given')
       as line
     from mail where state = 'waiting' or (state in ('rejected', 'bounced') and created_at > $1)
     group by kind, state order by kind`,
    [since],
  );
  return rows.map(({ line }) => line);
}

/** Writes a report to a file. */
export async function writeReport(path: string, report: Report): Promise<void> {
  await writeFile(path, `${JSON.stringify(report, null, 1)}\n`);
}
