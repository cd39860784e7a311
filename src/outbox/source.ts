import nodemailer from 'nodemailer';
import type { OutgoingMail } from './message.js';
import { messageOf } from './transport.js';

const composer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

/** A mail as the mail server gets it (RFC 5322). */
export async function sourceOf(mail: OutgoingMail): Promise<Buffer> {
  const { message } = await composer.sendMail(messageOf(mail));
  return message as Buffer;
}
