import { parse } from 'node-html-parser';
import type { Page } from './browser.js';

/** What the form of a page holds that leads on by this button's text. */
export function fieldsOf({ text }: Page, button: string): Record<string, string> {
  const form = parse(text)
    .querySelectorAll('main form[method="post"]')
    .find((one) => one.querySelector('button')?.text.includes(button));
  const fields = form?.querySelectorAll('input') ?? [];
  return Object.fromEntries(
    fields
      .filter((field) => field.getAttribute('type') !== 'checkbox' || field.hasAttribute('checked'))
      .map((field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? '']),
  );
}
