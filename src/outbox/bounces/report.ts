import { type Headers, simpleParser } from 'mailparser';
import { reasonOf } from '../failure.js';
import { mailIdIn } from '../message.js';

/** What a mail server reports about one of our mails (RFC 3464). */
export interface DeliveryReport {
  readonly mailId: string;
  /** Whether it says that the mail will not arrive; a delay or a delivery is no reason to act. */
  readonly failed: boolean;
  /** What the server said, without mail addresses. */
  readonly reason: string;
}

const LEFT_AS_IT_IS = { skipTextToHtml: true, skipHtmlToText: true };
const PART = 'message/delivery-status';
// The message comes back whole or by its headers alone (RFC 6522 §3).
const RETURNED = new Set(['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/global-headers']);

/**
 * Reads a delivery report. It finds its mail by the address that it was sent to, which is that of the mail's envelope, or
 * by the Message-ID of what it returns.
 * @param source the message as it came
 * @returns null when it is no delivery report, says nothing of a recipient, or is on no mail of ours
 */
export async function readReport(source: Buffer, mailFrom: string): Promise<DeliveryReport | null> {
  const report = await simpleParser(source, { ...LEFT_AS_IT_IS, keepDeliveryStatus: true });
  const status = report.attachments.find(({ contentType }) => contentType.startsWith(PART));
  if (!status) return null;
  const returned = report.attachments.find(({ contentType }) => RETURNED.has(contentType));
  const places = [...report.headerLines.map(({ line }) => line), headersOf(returned?.content)];
  const mailId = places.map((text) => mailIdIn(text, mailFrom)).find((id) => id !== null);
  if (!mailId) return null;
  const recipients = await readRecipients(status.content);
  if (recipients.length === 0) return null;
  const failed = recipients.find((fields) => textOf(fields, 'action').toLowerCase() === 'failed');
  return { mailId, failed: failed !== undefined, reason: failed ? reasonIn(failed) : '' };
}

/** The fields about each recipient: all groups but the first, which is about the message (RFC 3464 §2.1). */
async function readRecipients(content: Buffer): Promise<Headers[]> {
  const groups = content.toString('utf8').split(/(?:\r?\n){2,}/);
  const parsed = await Promise.all(groups.map((group) => simpleParser(`${group.trim()}\r\n\r\n`, LEFT_AS_IT_IS)));
  return parsed.map(({ headers }) => headers).filter((headers) => headers.has('action'));
}

/** The diagnostic code without its type (`smtp; 550 5.1.1 …`), else the status. */
function reasonIn(fields: Headers): string {
  const said = textOf(fields, 'diagnostic-code').replace(/^[\w-]+\s*;\s*/, '');
  return reasonOf(said || textOf(fields, 'status'));
}

function textOf(fields: Headers, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function headersOf(message: Buffer | undefined): string {
  return message?.toString('latin1').split(/\r?\n\r?\n/, 1)[0] ?? '';
}
