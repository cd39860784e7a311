import type { ReceivedMail } from '../mailbox.js';
import type { Browser } from './browser.js';
import { linkIn } from './robot.js';

/** The address of the board. @param home that of the public page */
export const boardAt = (home: string) => new URL('/board/', home).href;

/** Asks the board to mail a link to sign in with. */
export async function askToSignIn(browser: Browser, home: string, email: string): Promise<void> {
  const form = await browser.open(`${boardAt(home)}sign-in`, 'board-sign-in');
  await browser.send(form, (fields) => fields.has('email'), { email }, 'board-sign-in-sent');
}

/** Signs in with the link in that mail. @param first the page that the board begins with, for whoever signs in */
export async function signIn(browser: Browser, mail: ReceivedMail, first: string): Promise<void> {
  const page = await browser.open(linkIn(mail), 'sign-in-confirm');
  await browser.send(page, () => true, {}, first);
}
