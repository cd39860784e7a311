import { Browser, type Page } from './browser.js';

/** Where a page sends the browser by itself. */
export const refreshOf = (page: Page) => page.headers.get('Refresh')?.replace(/^0; url=/, '') ?? '';

/** Begins a sign-in on the board. @returns where the browser goes to */
export async function begin(browser: Browser, fields: Record<string, string> = {}): Promise<string> {
  return refreshOf(await browser.post('/board/sign-in/openid', fields));
}

/** Signs in at the provider, or breaks off. @returns the path on the board that it leads to, with the answer */
export async function atProvider(url: string, account: string | null, there = new Browser(url)): Promise<string> {
  const { origin } = new URL(url);
  let address = url;
  let page = await there.get(address);
  for (let step = 0; step < 10; step += 1) {
    if (page.location) {
      const to = new URL(page.location, address);
      if (to.origin !== origin) return to.pathname + to.search;
      address = to.href;
      page = await there.get(address);
    } else if (page.text.includes('name="account"'))
      page = await there.post(address, account === null ? { act: 'no' } : { act: 'in', account });
    else throw new Error(`The provider stops with ${page.status}: ${page.text}`);
  }
  throw new Error('The provider goes round in circles.');
}
