import { FIXED_KINDS, mailsOf } from './mails.js';
import { playRound } from './rounds.js';
import type { Scenario } from './scenario.js';
import { written } from './time.js';

/** What the report of a rehearsal must say, whoever computes it. */
export interface ModelReport {
  positions: {
    id: string;
    round: string;
    openings: number;
    employed: string[];
    finalListAt: string | null;
    offers: {
      student: string;
      rank: number;
      issuedAt: string;
      expiresAt: string;
      state: string;
      closedAt: string | null;
    }[];
  }[];
  /** The expected number of mails of each kind whose number the design fixes. */
  mailCounts: Record<string, number>;
  /** Those mails one by one, with the instant at which each falls due. */
  mails: { kind: string; to: string; at: string }[];
}

/** Plays the scenario from the written rules alone and says what a rehearsal of it must report. */
export function modelOf(scenario: Scenario): ModelReport {
  const rounds = scenario.rounds.map((round) => playRound(scenario, round));
  const mails = rounds.flatMap(mailsOf).map((mail) => ({ ...mail, at: written(mail.at) }));
  const mailCounts = Object.fromEntries(FIXED_KINDS.map((kind) => [kind, 0]));
  for (const { kind } of mails) mailCounts[kind] = (mailCounts[kind] ?? 0) + 1;
  const positions = rounds.flatMap((round) =>
    round.positions.map(({ id, openings, offers, settledAt }) => ({
      id,
      round: round.id,
      openings,
      employed: offers.filter(({ state }) => state === 'accepted').map(({ student }) => student),
      finalListAt: written(settledAt),
      offers: offers.map((offer) => ({
        ...offer,
        issuedAt: written(offer.issuedAt),
        expiresAt: written(offer.expiresAt),
        closedAt: written(offer.closedAt),
      })),
    })),
  );
  return { positions, mailCounts, mails };
}
