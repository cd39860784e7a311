/** What a page answered, read to its end. */
export interface Page {
  readonly status: number;
  readonly location: string | null;
  readonly headers: Headers;
  readonly text: string;
  /** The state that the page says it is in. */
  readonly state: string | undefined;
}

/** A browser as far as the board needs one: it keeps cookies, sends forms, and follows no redirect by itself. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly url: string) {}

  get(path: string): Promise<Page> {
    return this.send('GET', path);
  }

  post(path: string, fields: Record<string, string> = {}): Promise<Page> {
    return this.send('POST', path, new URLSearchParams(fields));
  }

  /** Posts a form that holds a file. */
  upload(path: string, fields: Record<string, string>, file: File): Promise<Page> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.set('file', file);
    return this.send('POST', path, body);
  }

  /** @param headers what a browser says beside, such as that a script asks */
  async send(
    method: string,
    path: string,
    body?: URLSearchParams | FormData,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: { 'Sec-Fetch-Site': 'same-origin', ...headers, ...(cookie ? { Cookie: cookie } : {}) },
      ...(body ? { body } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    const text = await response.text();
    return {
      status: response.status,
      location: response.headers.get('Location'),
      headers: response.headers,
      text,
      state: /<main[^>]*data-page="([^"]*)"/.exec(text)?.[1],
    };
  }
}
