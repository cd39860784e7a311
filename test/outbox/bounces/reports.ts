/** A report that a mail server made: what it was sent to, and what it says. */
export interface Reported {
  /** The envelope's sender of the mail that it is about. */
  readonly to: string;
  readonly action?: 'failed' | 'delayed' | 'relayed';
  /** The fields about the recipient beside its address and the action. */
  readonly fields?: readonly string[];
  /** The headers of the returned mail. */
  readonly returned?: readonly string[];
  /** Whether the mail came back whole, or its headers alone. */
  readonly whole?: boolean;
}

/** The message of a report as RFC 3464 has it: words for people, fields for programs, and what came back. */
export function reportMessage({
  to,
  action = 'failed',
  fields = ['Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 <a@stud.example>: no such user'],
  returned = [],
  whole = false,
}: Reported): string {
  return [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@mx.example>',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="cut"',
    '',
    '--cut',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'Your message could not be delivered.',
    '',
    '--cut',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    'Arrival-Date: Fri, 6 Nov 2026 09:00:02 +0100 (CET)',
    '',
    'Final-Recipient: rfc822; a@stud.example',
    `Action: ${action}`,
    ...fields,
    '',
    '--cut',
    `Content-Type: ${whole ? 'message/rfc822' : 'text/rfc822-headers'}`,
    '',
    'Subject: Tilbud',
    ...returned,
    ...(whole ? ['', 'Du har et tilbud.'] : []),
    '',
    '--cut--',
    '',
  ].join('\r\n');
}
