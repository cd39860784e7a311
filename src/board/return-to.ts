/** The board's first page. */
export const HOME = '/board';

const BASE = 'http://board.invalid';

/**
 * The page of the board that `given` names, as a local path; the board's first page when it names anything else. Read as
 * browsers read an address, so that `//elsewhere` and its disguises lead nowhere.
 */
export function returnTo(given: unknown): string {
  if (typeof given !== 'string' || !URL.canParse(given, BASE)) return HOME;
  const { origin, pathname, search } = new URL(given, BASE);
  const onBoard = origin === BASE && /^\/board(\/|$)/.test(pathname) && !pathname.startsWith('/board/sign-');
  return onBoard ? pathname + search : HOME;
}

/** The address of the sign-in that returns to `path`. */
export const signInPath = (path: string) => `/board/sign-in?next=${encodeURIComponent(returnTo(path))}`;
