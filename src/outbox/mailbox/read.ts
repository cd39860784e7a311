import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';

/** What the list tells of a mail. */
export interface MailLine {
  readonly file: string;
  readonly to: string;
  readonly subject: string;
  readonly kind: string;
  readonly date: Date | null;
}

/** A piece of text; with `href` it is an address to click. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

/** A mail to be read. */
export interface MailToRead extends MailLine {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly parts: readonly TextPart[];
  readonly html: string | null;
}

/** Reads only the headers of a stored mail. */
export async function readLine(file: string, message: Buffer): Promise<MailLine> {
  const end = message.indexOf('\r\n\r\n');
  return lineOf(file, await simpleParser(end < 0 ? message : message.subarray(0, end + 4)));
}

/** Reads a stored mail. */
export async function readMail(file: string, message: Buffer): Promise<MailToRead> {
  const mail = await simpleParser(message, { skipTextToHtml: true, skipHtmlToText: true });
  return {
    ...lineOf(file, mail),
    headers: mail.headerLines.map(({ line }) => headerOf(line)),
    parts: partsOf(mail.text ?? ''),
    html: mail.html === false || mail.html === undefined ? null : mail.html,
  };
}

/** Splits text at the web addresses in it. A closing bracket or full stop after an address is not part of it. */
export function partsOf(text: string): TextPart[] {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]»”’])/)
    .filter((part) => part !== '')
    .map((part) => (/^https?:\/\//.test(part) ? { text: part, href: part } : { text: part }));
}

function lineOf(file: string, mail: ParsedMail): MailLine {
  const kind = mail.headers.get('x-stafett-kind');
  return {
    file,
    to: addressesOf(mail.to),
    subject: mail.subject ?? '',
    kind: typeof kind === 'string' ? kind : '',
    date: mail.date ?? null,
  };
}

function addressesOf(header: AddressObject | AddressObject[] | undefined): string {
  const list = header === undefined ? [] : Array.isArray(header) ? header : [header];
  return list.map(({ text }) => text).join(', ');
}

function headerOf(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  return {
    name: line.slice(0, colon),
    value: line
      .slice(colon + 1)
      .replace(/\s+/g, ' ')
      .trim(),
  };
}
