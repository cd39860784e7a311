import { parse } from 'node-html-parser';
import { signedPath } from '../../dist/src/links/signature.js';

/**
 * A browser that is signed in to the board.
 * @param site its address, the secret it signs with, and how to ask its database
 * @returns gives the status and the text of a page by its path
 */
export async function signIn({ url, secret, query }, address) {
  const cookies = new Map();
  const send = async (path, fields) => {
    const response = await fetch(url + path, {
      method: fields ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { 'Sec-Fetch-Site': 'same-origin', Cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; ') },
      ...(fields && { body: new URLSearchParams(fields) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split('=');
      cookies.set(name, value);
    }
    return { status: response.status, location: response.headers.get('Location'), text: await response.text() };
  };
  await send('/board/sign-in', { email: address });
  const [mail] = await query(
    `select facts->>'link' as link from mail where kind = 'sign-in' order by created_at desc limit 1`,
  );
  const { location } = await send(signedPath(secret, mail.link));
  const form = await send(location);
  await send(parse(form.text).querySelector('main form').getAttribute('action'), {});
  return (path) => send(path);
}
