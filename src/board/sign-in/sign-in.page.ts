import type { LinkPage, View, Visit } from '../../links/visit.js';

/**
 * What the mailed link opens: a page with one button. Programs that look through mail follow links, so only the button,
 * in the browser that asked, signs anybody in.
 */
export const signInPage: LinkPage = {
  purpose: 'sign-in',
  show: async (visit) => confirm(visit),
  // The form posts to the board, where the session's cookie is sent; a post to the link itself decides nothing.
  act: async (visit) => confirm(visit),
};

/** What the template of a link that has ended is told when mailed links sign nobody in, whichever they are. */
export const MAIL_IS_OFF = {
  template: 'link-ended',
  page: 'link-ended',
  reason: 'switched-off',
  signIn: true,
} as const;

function confirm(visit: Visit): View {
  if (!visit.app.config.signInByMail) return { ...MAIL_IS_OFF, status: 410, data: MAIL_IS_OFF };
  return { template: 'sign-in-confirm', page: 'sign-in-confirm', data: { linkId: visit.link.id } };
}
