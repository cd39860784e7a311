import { examine } from '../../doctor/examine.js';
import type { Finding } from '../../doctor/finding.js';
import { databaseAt } from '../../platform/database.js';
import type { RunningSystem } from '../set-up.js';
import type { Prepared } from './prepare.js';

/**
 * What contradicts the rules in the end and did not before, and mails that are noted as sent and did not come here, as lines to
 * read.
 */
export async function readFaults(
  { databaseUrl, timeZone, client, mailbox }: Pick<RunningSystem, 'databaseUrl' | 'timeZone' | 'client' | 'mailbox'>,
  { findings: before, sent: sentBefore }: Pick<Prepared, 'findings' | 'sent'>,
): Promise<string[]> {
  const keyOf = ({ check, subject }: Finding) => `${check}: ${subject}`;
  const known = new Set(before.map(keyOf));
  const database = await databaseAt(databaseUrl, 2).initialize();
  const findings = await examine(database.manager, timeZone).finally(() => database.destroy());
  const came = new Set(mailbox.mails.map(({ messageId }) => messageId.replace(/^<|@.*$/g, '')));
  const { rows: sent } = await client.query<{ id: string }>(
    `select id from mail where state = 'sent' and id <> all($1)`,
    [[...came, ...sentBefore]],
  );
  return [
    ...findings.filter((finding) => !known.has(keyOf(finding))).map((finding) => `${keyOf(finding)}: ${finding.says}`),
    ...sent.map(({ id }) => `Mail ${id} was sent, and did not come here.`),
  ];
}
