import { calendarOf } from './calendar.js';
import type { MailFacts, MailKind } from './kinds.js';
import type { Mail } from './mail.entity.js';
import { composeMail, type OutgoingMail } from './message.js';
import { type RenderContext, renderMail } from './render.js';

interface WriteContext extends RenderContext {
  readonly mailFrom: string;
  readonly now: Date;
  /** The mail of the thread that this one answers. */
  readonly first: string | null;
}

/** Writes a mail of the outbox as it leaves: its letter, its attachments and its headers. */
export function writeMail(mail: Mail, context: WriteContext): OutgoingMail {
  // Only enqueueMails writes rows, and each kind with its own facts.
  const content = renderMail(mail.kind, mail.locale, mail.facts as MailFacts[MailKind], context);
  const calendar = calendarOf(mail, context);
  return composeMail(mail, { ...content, attachments: calendar ? [calendar] : [] }, context);
}
