import type { Response } from 'express';
import { showPage } from '../show.js';

/**
 * Sends the browser from a form to the provider. Not by a redirect: no form of ours may lead to another site, and browsers
 * hold also what follows on a form to that (`form-action`, Content Security Policy 3), wherever the provider redirects.
 */
export function leaveFor(response: Response, url: string, provider: string): void {
  response.set('Refresh', `0; url=${url}`);
  showPage(response, 'board-openid-leave', { url, provider });
}
