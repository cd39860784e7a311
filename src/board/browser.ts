import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

const random = () => randomBytes(24).toString('base64url');

/**
 * The subject of a new sign-in link: the browser that asks, and a part of its own, so that whoever asks twice can use
 * either mail.
 */
export function newSubject(request: Request): string {
  request.session.browser ??= random();
  return `${request.session.browser}.${random()}`;
}

/** Whether this browser asked for the link with that subject. Takes the same time whatever the session holds. */
export function askedHere(request: Request, subject: string): boolean {
  const asked = Buffer.from(subject.split('.')[0] ?? '');
  const here = Buffer.from(request.session.browser ?? '');
  return here.length > 0 && asked.length === here.length && timingSafeEqual(asked, here);
}
