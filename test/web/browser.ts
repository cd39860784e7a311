import { type HTMLElement, parse } from 'node-html-parser';
import type { World } from './world.js';

/** A page as it came. */
export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly root: HTMLElement;
  /** The path after redirects. */
  readonly path: string;
  readonly state: string | undefined;
}

/** A browser that keeps cookies and runs no script. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  constructor(private readonly url: string) {}

  /** Opens a path and follows redirects. */
  get(path: string, init: RequestInit = {}): Promise<Page> {
    return this.#fetch(path, init);
  }

  /** Sends a form to where the page's forms go; `headers` replace what a browser says about where the form was. */
  post(page: Page, form: Readonly<Record<string, string>>, headers?: Record<string, string>): Promise<Page> {
    const action = page.root.querySelector('main form')?.getAttribute('action') ?? page.path;
    const said = headers ?? { 'Sec-Fetch-Site': 'same-origin', Origin: this.url };
    return this.#fetch(action, { method: 'POST', body: new URLSearchParams(form), headers: said });
  }

  async #fetch(path: string, init: RequestInit): Promise<Page> {
    const headers = new Headers(init.headers);
    headers.set('Accept-Language', 'nb');
    if (this.#cookies.size > 0) headers.set('Cookie', [...this.#cookies].map((pair) => pair.join('=')).join('; '));
    const response = await fetch(new URL(path, this.url), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      this.#cookies.set(name, value);
    }
    const location = response.headers.get('Location');
    if (response.status === 303 && location) {
      await response.arrayBuffer();
      return this.#fetch(location, {});
    }
    const root = parse(await response.text());
    const state = root.querySelector('main')?.getAttribute('data-page');
    return { status: response.status, headers: response.headers, root, path, state };
  }
}

/** The fields, as they stand, of the form that has a field of that name; see `selectorOf`. */
export function fieldsOf({ root }: Page, field: string): Record<string, string> {
  const form = root.querySelector(selectorOf(field))?.closest('form');
  const fields: Record<string, string> = {};
  for (const control of form?.querySelectorAll('input, select, textarea') ?? []) {
    const type = control.getAttribute('type');
    if ((type === 'radio' || type === 'checkbox') && !control.hasAttribute('checked')) continue;
    const selected = control.querySelector('option[selected]')?.getAttribute('value');
    const text = control.rawTagName === 'textarea' ? control.text.replace(/^\n/, '') : '';
    fields[control.getAttribute('name') ?? ''] = selected ?? control.getAttribute('value') ?? text;
  }
  return fields;
}

/** The selector of the fields of that name, or of a name that starts with it when it ends with a dot. */
export const selectorOf = (field: string) => `[name${field.endsWith('.') ? '^' : ''}="${field}"]`;

/** The fields of a form once these are filled in, with the button of that name that is pressed. */
export function filled(
  page: Page,
  form: string,
  fill: Readonly<Record<string, string>>,
  press?: string,
): Record<string, string> {
  const nameOf = (field: string) => page.root.querySelector(selectorOf(field))?.getAttribute('name') ?? field;
  const given = Object.entries(fill).map(([field, value]) => [nameOf(field), value]);
  const button = press && page.root.querySelector(`button[name="${press}"]`)?.getAttribute('value');
  return { ...fieldsOf(page, form), ...Object.fromEntries(given), ...(press && button ? { [press]: button } : {}) };
}

/** The faults that a page shows, by the id of the field, and whether the summary links to each of them. */
export function faultsIn({ root }: Page): { readonly fields: string[]; readonly summary: string[] } {
  const marked = root.querySelectorAll('[data-field="validation"], .ds-validation-message');
  const links = root.querySelectorAll('#faults a');
  return {
    fields: [...new Set(marked.map((fault) => (fault.getAttribute('id') ?? '').replace(/-fault$/, '')))].sort(),
    summary: links.map((link) => (link.getAttribute('href') ?? '').slice(1)).sort(),
  };
}

/** Opens a link in a browser of its own at an instant. */
export async function openAt(world: World, path: string, at: string): Promise<{ browser: Browser; page: Page }> {
  await world.app.setClock(at);
  const browser = new Browser(world.url);
  return { browser, page: await browser.get(path) };
}
