import type { Config } from '../platform/config.js';
import { Refusal } from '../platform/refusal.js';
import { isLoopback } from '../webhooks/address.js';

/**
 * Refuses a configuration by which a daemon on a rehearsal's database would turn to anybody outside this machine. Mails and
 * webhooks have their own guard, where they leave.
 * @throws Refusal that names each variable
 */
export function refuseWaysOut({ imapUrl, tracesUrl, openId }: Config): void {
  const ways = { IMAP_URL: imapUrl, OTEL_EXPORTER_OTLP_ENDPOINT: tracesUrl, OIDC_ISSUER: openId?.issuer };
  const out = Object.entries(ways).flatMap(([name, url]) => (url && !isLoopback(new URL(url)) ? [name] : []));
  if (out.length > 0)
    throw new Refusal(
      `The clock of this database is a rehearsal's, which does not leave this machine. Unset ${out.join(', ')}.`,
    );
}
