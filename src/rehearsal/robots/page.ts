import { HTMLElement, parse } from 'node-html-parser';
import { controlsIn, hasValue, isTickable, present } from './controls.js';

/** A page as the browser shows it. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly root: HTMLElement;
  /** What `data-page` says that the page is; undefined when it does not say. */
  readonly state: string | undefined;
  readonly forms: readonly Form[];
}

/** A form of a page, with its fields and their values as they stand. */
export interface Form {
  readonly element: HTMLElement;
  readonly fields: ReadonlyMap<string, string>;
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
  const { main, forms } = partsOf(root);
  const filled = forms.map((element) => ({ element, fields: fieldsOf(element) }));
  return { url, status, root, state: main[0]?.getAttribute('data-page'), forms: filled };
}

interface Parts {
  readonly main: HTMLElement[];
  readonly forms: HTMLElement[];
}

/** Finds both in one walk: a page of hundreds of rows takes a robot longer to look through than to parse. */
function partsOf(element: HTMLElement, found: Parts = { main: [], forms: [] }): Parts {
  for (const child of element.childNodes) {
    if (!(child instanceof HTMLElement)) continue;
    if (child.localName === 'form') found.forms.push(child);
    else {
      if (child.localName === 'main') found.main.push(child);
      partsOf(child, found);
    }
  }
  return found;
}

/** The path of an address, without the signature of a link. */
export const pathOf = (url: URL) => url.pathname.replace(/^(\/l\/[^/.]+)\..*/, '$1');

function fieldsOf(form: HTMLElement): Map<string, string> {
  const fields = new Map<string, string>();
  for (const control of controlsIn(form)) {
    if (!hasValue(control)) continue;
    const value = present(control) ?? '';
    // Of a list of radio buttons the chosen one counts.
    if (!isTickable(control) || value || !fields.has(control.name)) fields.set(control.name, value);
  }
  return fields;
}
