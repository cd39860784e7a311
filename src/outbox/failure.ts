/** What Nodemailer tells of a failed try; `handedOver` is our own. */
export interface Fault {
  readonly message: string;
  /** Nodemailer's own kind of fault, such as ECONNECTION or EENVELOPE. */
  readonly code?: string | undefined;
  /** The SMTP command whose reply failed; CONN for the connection, API for what never left this machine. */
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
  /** Whether the whole message had been read for sending, so that the server may have taken it. */
  readonly handedOver?: boolean | undefined;
}

export interface Failure {
  /** `retry` later, `rejected` for good, or `refused-by-login`: no mail can leave until someone acts. */
  readonly verdict: 'retry' | 'rejected' | 'refused-by-login';
  /** The mail may have arrived all the same. */
  readonly uncertain: boolean;
  /** Why, without mail addresses. */
  readonly reason: string;
}

const LOGIN_FAULTS = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);
// RFC 4954 §6 and RFC 3207 §4: authentication or encryption is asked for, whatever the command.
const LOGIN_ASKED = 530;
const ABOUT_THIS_MAIL = new Set(['RCPT TO', 'DATA']);
const UNSENDABLE = new Set(['EENVELOPE', 'EMESSAGE']);
const LONGEST_REASON = 500;
const LONGEST_SEARCHED = 2_000;

/**
 * Sorts a failed try by its consequence (RFC 5321 §4.2.1): a 4xx reply or a fault of the network passes; a 5xx reply to
 * the recipient or the message stays. A 5xx reply to the connection, the greeting or the sender is about this system and not
 * about the recipient, who must not pay for it: that is tried again too.
 */
export function failureOf(fault: Fault): Failure {
  return { verdict: verdictOf(fault), uncertain: isUncertain(fault), reason: reasonOf(fault.message) };
}

/** A fault's message as one short line without mail addresses. */
export function reasonOf(message: string): string {
  // A server's reply may be of any length, and what is searched must not be. A word cut in two goes whole.
  const start = message.length > LONGEST_SEARCHED ? message.slice(0, LONGEST_SEARCHED).replace(/\S*$/, '') : message;
  return start
    .replace(/<?(?:"[^"\r\n]*"|[^\s<>"'(),:;[\]]+)@(?:\[[^\]\s]*\]|[^\s<>"'(),:;[\]]+)>?/g, '<address>')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_REASON);
}

function verdictOf({ code, command, responseCode }: Fault): Failure['verdict'] {
  const permanent = responseCode === undefined ? null : responseCode >= 500 && responseCode !== 503;
  // A 4xx reply to a login (RFC 4954 §6: 454) is trouble of the server, not a wrong password.
  if (responseCode === LOGIN_ASKED) return 'refused-by-login';
  if (LOGIN_FAULTS.has(code ?? '')) return permanent === false ? 'retry' : 'refused-by-login';
  if (!UNSENDABLE.has(code ?? '')) return 'retry';
  // Without a reply Nodemailer itself refused: no address the protocol can carry, or more than the server said it takes.
  if (permanent === null) return 'rejected';
  return permanent && ABOUT_THIS_MAIL.has(command ?? '') ? 'rejected' : 'retry';
}

// A reply, whatever it says, tells that the server did not take the message; only silence leaves it open (RFC 1047).
function isUncertain({ responseCode, handedOver }: Fault): boolean {
  return handedOver === true && responseCode === undefined;
}

const MINUTE = 60_000;
const WAITS = [1, 5, 15, 30].map((minutes) => minutes * MINUTE);
const HOUR = 60 * MINUTE;
const PATIENCE = 4 * 24 * HOUR;

/**
 * When to try again after a failed try (RFC 5321 §4.5.4.1): after 1, 5, 15 and 30 minutes, then every hour, the last time
 * exactly four days after the mail was written.
 * @param attempts the tries so far, the failed one included
 * @returns the next try, or null to give up. A mail whose first tries come later than four days, since nothing could
 *   leave, still gets the short waits.
 */
export function nextTry(attempts: number, createdAt: Date, now: Date): Date | null {
  const short = WAITS[attempts - 1];
  if (short !== undefined) return new Date(now.getTime() + short);
  const last = createdAt.getTime() + PATIENCE;
  if (now.getTime() >= last) return null;
  return new Date(Math.min(now.getTime() + HOUR, last));
}
