import * as base64 from 'nodemailer/lib/base64';
import type MimeNode from 'nodemailer/lib/mime-node';
import * as quotedPrintable from 'nodemailer/lib/qp';

/**
 * A message as it goes to the mail server (RFC 5322, RFC 2046 §5.1.1), written at once. Nodemailer joins two dozen streams for
 * it, which take longer and keep the mail in memory for as long as V8 does not look through its old objects.
 * @param message with no content but text, and of at least two parts
 */
export function bytesOf(message: MimeNode): Buffer {
  return Buffer.from(write(message), 'utf8');
}

function write(part: MimeNode): string {
  // First: they say of what kind the part is.
  const headers = part.buildHeaders();
  if (!part.multipart) return `${headers}\r\n\r\n${encode(part)}`;
  const parts = part.childNodes.map((child) => `--${part.boundary}\r\n${write(child)}\r\n`);
  return `${headers}\r\n\r\n${parts.join('')}--${part.boundary}--\r\n`;
}

function encode(part: MimeNode): string {
  const { content } = part;
  if (typeof content !== 'string') throw new TypeError('Only text goes by mail.');
  const encoding = part.getTransferEncoding();
  if (encoding === 'quoted-printable') return quotedPrintable.wrap(quotedPrintable.encode(content));
  return encoding === 'base64' ? base64.wrap(base64.encode(content)) : content;
}
