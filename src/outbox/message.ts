import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';
import type { Mail } from './mail.entity.js';
import { plainLine } from './told.js';

export interface NamedAddress {
  readonly name: string;
  readonly address: string;
}

/** A file that goes with a mail. */
export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: string;
}

/** A mail as it leaves. */
export interface OutgoingMail {
  /** With its angle brackets; the same at every try. */
  readonly messageId: string;
  readonly from: NamedAddress;
  readonly to: NamedAddress;
  readonly replyTo: NamedAddress | null;
  /** The envelope's sender, to which a bounce goes. */
  readonly returnPath: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly date: Date;
  /** The Message-ID of the mail that this one answers. */
  readonly answers: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Thrown when MAIL_FROM is not one mail address. */
export class SenderError extends Error {}

/** RFC 5321 §4.5.3.1.1. */
const LONGEST_LOCAL_PART = 64;

/**
 * Reads MAIL_FROM, such as `Stafett <stafett@example.org>`.
 * @throws SenderError when it is not exactly one address
 */
export function senderOf(mailFrom: string): NamedAddress {
  const known = senders.get(mailFrom) ?? readSender(mailFrom);
  senders.set(mailFrom, known);
  return known;
}

// Of an installation there is one, which every mail asks for several times.
const senders = new Map<string, NamedAddress>();

function readSender(mailFrom: string): NamedAddress {
  const [sender, ...others] = addressparser(mailFrom, { flatten: true });
  if (!sender || others.length > 0 || !/^[^@\s<>]+@[^@\s<>]+$/.test(sender.address))
    throw new SenderError('MAIL_FROM must be one mail address, such as `Stafett <stafett@example.org>`.');
  return { name: plainLine(sender.name), address: sender.address };
}

/** The Message-ID of a mail (RFC 5322 §3.6.4): the same whenever and wherever it is sent. */
export function messageIdOf(id: string, mailFrom: string): string {
  return `<${id}@${domainOf(senderOf(mailFrom).address)}>`;
}

/**
 * The envelope's sender of a mail, `local+<id>@domain`, by which a bounce (RFC 3464) finds its mail. Where that would be
 * longer than RFC 5321 allows it is the plain sender, and a bounce is known by the Message-ID that it quotes.
 */
export function returnPathOf(id: string, mailFrom: string): string {
  const { address } = senderOf(mailFrom);
  const local = `${address.slice(0, address.lastIndexOf('@'))}+${id}`;
  return local.length > LONGEST_LOCAL_PART ? address : `${local}@${domainOf(address)}`;
}

/** The id of the mail whose return path or Message-ID stands in a text, such as a bounce's headers; null when none does. */
export function mailIdIn(text: string, mailFrom: string): string | null {
  const { address } = senderOf(mailFrom);
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), domainOf(address)].map((part) => part.toLowerCase());
  for (const [, before, id, host] of text
    .toLowerCase()
    .matchAll(/([^\s<>"',;:]*?)([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})@([^\s<>"',;]+)/g))
    if (host === domain && (before === '' || before === `${local}+`)) return id ?? null;
  return null;
}

/** The message of a mail: who, what and the headers that keep out-of-office answers away (RFC 3834 §5). */
export function composeMail(
  mail: Mail,
  content: Pick<OutgoingMail, 'subject' | 'html' | 'text' | 'attachments'>,
  { mailFrom, now, first }: { readonly mailFrom: string; readonly now: Date; readonly first: string | null },
): OutgoingMail {
  return {
    messageId: messageIdOf(mail.id, mailFrom),
    from: senderOf(mailFrom),
    to: { name: plainLine(textAt(mail.facts, 'recipient')), address: mail.address },
    replyTo: contactOf(mail.facts),
    returnPath: returnPathOf(mail.id, mailFrom),
    subject: plainLine(content.subject),
    html: content.html,
    text: content.text,
    attachments: content.attachments,
    date: now,
    answers: first === null ? null : messageIdOf(first, mailFrom),
    headers: {
      'X-Stafett-Kind': mail.kind,
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
    },
  };
}

/** The domain of a mail address, in ASCII. */
export function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return domainToASCII(domain) || domain;
}

function contactOf(facts: object): NamedAddress | null {
  const contact = 'contact' in facts ? facts.contact : null;
  if (typeof contact !== 'object' || contact === null) return null;
  const address = textAt(contact, 'email');
  return address === '' ? null : { name: plainLine(textAt(contact, 'name')), address };
}

function textAt(holder: object, key: string): string {
  const value: unknown = Reflect.get(holder, key);
  return typeof value === 'string' ? value : '';
}
