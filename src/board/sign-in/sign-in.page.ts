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

const confirm = (visit: Visit): View => ({
  template: 'sign-in-confirm',
  page: 'sign-in-confirm',
  data: { linkId: visit.link.id },
});
