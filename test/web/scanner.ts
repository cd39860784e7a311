import { parse } from 'node-html-parser';

/** Says to a server that somebody may come soon, not that they are here. */
const PREFETCH = { Purpose: 'prefetch', 'Sec-Purpose': 'prefetch;prerender', 'X-Moz': 'prefetch' };

/**
 * A program that looks through mail: it follows every address it finds, keeps cookies and reads pages on, but sends no
 * form. It asks for each address in every way in which a program can ask without sending anything.
 */
export class Scanner {
  readonly #cookies = new Map<string, string>();
  readonly #seen = new Set<string>();
  /** The states of the pages it came to. */
  readonly states = new Set<string>();
  /** The media types of what it was given. */
  readonly types = new Set<string>();
  /** The answers that were a failure of the server. */
  readonly failures: string[] = [];

  /** @param origin where the addresses of the mails are served in truth */
  constructor(
    private readonly baseUrl: string,
    private readonly origin: string,
  ) {}

  /** How many addresses it went to. */
  get visited(): number {
    return this.#seen.size;
  }

  /** Follows every address in a mail, and whatever the pages behind them lead to. */
  async scan({ html, text }: { readonly html: string; readonly text: string }): Promise<void> {
    const written = [...text.matchAll(/https?:\/\/[^\s<>"]+/g)].map(([address]) => address);
    for (const address of [...addressesIn(html, this.baseUrl), ...written]) await this.#follow(address);
  }

  async #follow(address: string): Promise<void> {
    const path = this.#pathOf(address);
    if (path === null || this.#seen.has(path)) return;
    this.#seen.add(path);
    await this.#ask(path, { method: 'OPTIONS' }, false);
    await this.#ask(path, {}, false);
    await this.#ask(path, { method: 'HEAD' });
    await this.#ask(path, { headers: PREFETCH });
    const answer = await this.#ask(path);
    const { headers, status } = answer;
    const type = headers.get('Content-Type')?.split(';')[0] ?? '';
    if (status >= 500) this.failures.push(`${status} ${path}`);
    if (type) this.types.add(type);
    const next = headers.get('Location');
    if (next) return this.#follow(new URL(next, this.baseUrl + path).href);
    if (type !== 'text/html') return;
    const state = /<main[^>]* data-page="([^"]+)"/.exec(answer.body)?.[1];
    if (state) this.states.add(state);
    for (const found of addressesIn(answer.body, this.baseUrl + path)) await this.#follow(found);
  }

  /** Asks for a path as the holder of the cookies, or as somebody who keeps none. */
  async #ask(path: string, init: RequestInit = {}, cookies = true) {
    const headers = new Headers(init.headers);
    if (cookies) headers.set('Cookie', [...this.#cookies].map((pair) => pair.join('=')).join('; '));
    const response = await fetch(this.origin + path, { ...init, headers, redirect: 'manual' });
    for (const line of cookies ? response.headers.getSetCookie() : []) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      this.#cookies.set(name, value);
    }
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  /** The path of an address of ours; null for any other. */
  #pathOf(address: string): string | null {
    const { origin, pathname, search } = new URL(address);
    return origin === new URL(this.baseUrl).origin ? pathname + search : null;
  }
}

/** Every address that a page or a mail names, forms aside. */
function addressesIn(html: string, base: string): string[] {
  return parse(html)
    .querySelectorAll('[href], [src]')
    .map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '')
    .map((address) => new URL(address, base).href);
}
