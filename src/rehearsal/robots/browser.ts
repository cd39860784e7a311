import { type Answer, type Caller, exchange, type Request } from './exchange.js';
import { type Fields, fillIn, findForm, type Values } from './form.js';
import { type Page, pageOf, UnexpectedPage } from './page.js';

const REDIRECTS = new Set([301, 302, 303]);
const MOST_REDIRECTS = 5;
const MOST_TRIES = 100;

/** One person's browser: follows links, keeps cookies, sends forms, and runs no script. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  /** @param served waits until pages are served: the request that breaks off is then sent again; null gives it up */
  constructor(
    private readonly caller: Caller,
    private readonly served: (() => Promise<void>) | null = null,
  ) {}

  /** Opens an address and checks that one of the expected pages comes. Throws UnexpectedPage otherwise. */
  async open(address: string, ...expected: readonly string[]): Promise<Page> {
    return this.#show(new URL(address), { method: 'GET', headers: {} }, expected);
  }

  /**
   * Reads what is at an address, whatever it is.
   * @param headers what a program says beside what a browser does
   * @throws Error when there is nothing, or not for whoever asks
   */
  async read(address: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const { status, body } = await this.#ask(new URL(address), { method: 'GET', headers });
    if (status !== 200) throw new Error(`${new URL(address).pathname} answers with status ${status}`);
    return body;
  }

  /**
   * Fills in the form whose fields fit, presses its button, and checks that one of the expected pages comes.
   * @throws FormFault, UnexpectedPage
   */
  async send(page: Page, fits: (fields: Fields) => boolean, values: Values, ...expected: string[]): Promise<Page> {
    const form = findForm(page, fits);
    const body = fillIn(form, values).toString();
    const action = new URL(form.element.getAttribute('action') || page.url.href, page.url);
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(Buffer.byteLength(body)),
      Origin: page.url.origin,
      Referer: page.url.href,
      'Sec-Fetch-Site': action.origin === page.url.origin ? 'same-origin' : 'cross-site',
    };
    return this.#show(action, { method: 'POST', headers, body }, expected);
  }

  async #show(address: URL, request: Request, expected: readonly string[]): Promise<Page> {
    let url = address;
    let answer = await this.#ask(url, request);
    for (let redirects = 0; REDIRECTS.has(answer.status); redirects += 1) {
      if (redirects === MOST_REDIRECTS) throw new Error(`${address.pathname} redirects without end`);
      url = new URL(answer.headers.location ?? '', url);
      answer = await this.#ask(url, { method: 'GET', headers: {} });
    }
    const page = pageOf(url, answer.status, answer.body);
    if (page.state === undefined || !expected.includes(page.state)) throw new UnexpectedPage(page, expected);
    return page;
  }

  async #ask(url: URL, request: Request): Promise<Answer> {
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      Accept: 'text/html',
      'Accept-Language': 'nb, en;q=0.5',
      ...request.headers,
      ...(cookies ? { Cookie: cookies } : {}),
    };
    const answer = await this.#exchange(url, { ...request, headers });
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(line);
    return answer;
  }

  /** Like a person who presses "try again", a form that may have arrived included. */
  async #exchange(url: URL, request: Request): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await exchange(url, request, this.caller);
      } catch (error) {
        if (!this.served || tries === MOST_TRIES || this.caller.signal.aborted) throw error;
        await this.served();
      }
    }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const [name = '', ...value] = pair.split('=');
    const isGone = attributes.some((attribute) => /^\s*max-age=(0|-\d+)\s*$/i.test(attribute));
    if (isGone) this.#cookies.delete(name.trim());
    else this.#cookies.set(name.trim(), value.join('=').trim());
  }
}
