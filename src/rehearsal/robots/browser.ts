import type { HTMLElement } from 'node-html-parser';
import { fillIn, findForm, type Values } from './form.js';
import { type Page, pageOf, UnexpectedPage } from './page.js';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** One person's browser: follows links, keeps cookies, sends forms, and runs no script. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  constructor(private readonly signal: AbortSignal) {}

  /** Opens an address and checks that one of the expected pages comes. Throws UnexpectedPage otherwise. */
  async open(address: string | URL, ...expected: readonly string[]): Promise<Page> {
    return this.#show(new URL(address), {}, expected);
  }

  /**
   * Fills in the form of the page that fits, presses its button, and checks that one of the expected pages comes.
   * @param form the form, or how to know it by its fields
   * @throws FormFault, UnexpectedPage
   */
  async send(page: Page, form: Parameters<typeof findForm>[1], values: Values, ...expected: string[]): Promise<Page> {
    return this.#submit(page, findForm(page, form), values, expected);
  }

  async #submit(page: Page, form: HTMLElement, values: Values, expected: readonly string[]): Promise<Page> {
    const body = fillIn(page, form, values);
    const action = new URL(form.getAttribute('action') || page.url.pathname + page.url.search, page.url);
    if (form.getAttribute('method')?.toLowerCase() !== 'post') {
      action.search = body.toString();
      return this.#show(action, { headers: headersOf(page.url, action) }, expected);
    }
    const headers = { ...headersOf(page.url, action), Origin: page.url.origin };
    return this.#show(action, { method: 'POST', body, headers }, expected);
  }

  async #show(address: URL, request: RequestInit, expected: readonly string[]): Promise<Page> {
    let url = address;
    let response = await this.#fetch(url, request);
    for (let hops = 0; REDIRECTS.has(response.status); hops += 1) {
      if (hops === 5) throw new Error(`${address.pathname}: redirects without end`);
      await response.arrayBuffer();
      url = new URL(response.headers.get('Location') ?? '', url);
      response = await this.#fetch(url, {});
    }
    const page = pageOf(url, response.status, await response.text());
    if (page.state === undefined || !expected.includes(page.state)) throw new UnexpectedPage(page, expected);
    return page;
  }

  async #fetch(url: URL, request: RequestInit): Promise<Response> {
    const headers = new Headers(request.headers);
    headers.set('Accept', 'text/html');
    headers.set('Accept-Language', 'nb, en;q=0.5');
    if (this.#cookies.size > 0)
      headers.set('Cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...request, headers, redirect: 'manual', signal: this.signal });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const [name = '', ...value] = pair.split('=');
    const isGone = attributes.some((attribute) => /^\s*max-age=(0|-\d+)\s*$/i.test(attribute));
    if (isGone) this.#cookies.delete(name.trim());
    else this.#cookies.set(name.trim(), value.join('=').trim());
  }
}

/** What a browser says about where a form's request comes from. */
const headersOf = (from: URL, to: URL): Record<string, string> => ({
  Referer: from.href,
  'Sec-Fetch-Site': from.origin === to.origin ? 'same-origin' : 'cross-site',
});
