import { type HTMLElement, parse } from 'node-html-parser';

/** A page as the browser shows it. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly root: HTMLElement;
  /** What `data-page` says that the page is; undefined when it does not say. */
  readonly state: string | undefined;
}

/** Thrown when somebody meets a page that does not belong there. */
export class UnexpectedPage extends Error {
  constructor(page: Page, expected: readonly string[]) {
    const got = page.state ?? 'a page without data-page';
    const title = page.root.querySelector('h1')?.text.trim();
    super(
      `${pathOf(page.url)}: expected ${expected.join(' or ')}, got ${got}, status ${page.status}, “${title ?? ''}”`,
    );
  }
}

/** Reads a page from its HTML. */
export function pageOf(url: URL, status: number, html: string): Page {
  const root = parse(html);
  return { url, status, root, state: root.querySelector('main')?.getAttribute('data-page') };
}

/** The path of an address, without the signature of a link. */
export const pathOf = (url: URL) => url.pathname.replace(/^(\/l\/[^/.]+)\..*/, '$1');
