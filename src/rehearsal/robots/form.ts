import type { HTMLElement } from 'node-html-parser';
import { type Page, pathOf } from './page.js';

/** What to put into a form, by field: a text, or whether a box is ticked. Fields that are not named stay as they are. */
export type Values = Readonly<Record<string, string | boolean>>;

/** Thrown when a form cannot be found or filled in as a person would. */
export class FormFault extends Error {}

const CONTROLS = 'input, select, textarea, button';
const TEXTLESS = new Set(['submit', 'button', 'reset', 'image', 'file']);

/** The first form of the page that `fits` its fields as they stand, by name. */
export function findForm(page: Page, fits: (fields: ReadonlyMap<string, string>) => boolean): HTMLElement {
  for (const form of page.root.querySelectorAll('form')) if (fits(fieldsOf(page, form))) return form;
  throw new FormFault(`${pathOf(page.url)}: the page ${page.state} has no such form`);
}

/** The fields of a form with their present values; an unticked box and an unchosen list of buttons are there as ''. */
export function fieldsOf(page: Page, form: HTMLElement): Map<string, string> {
  const fields = new Map<string, string>();
  for (const control of controlsOf(page, form)) {
    const name = control.getAttribute('name');
    if (!name || TEXTLESS.has(typeOf(control))) continue;
    const value = isOff(control) ? '' : valueIn(control);
    if (!isTickable(control) || value || !fields.has(name)) fields.set(name, value);
  }
  return fields;
}

/**
 * What the browser sends when a person fills in a form and presses its first button.
 * @throws FormFault when a field is not there or is not for people, a choice is not offered, or the browser would
 * refuse to send the form
 */
export function fillIn(page: Page, form: HTMLElement, values: Values): URLSearchParams {
  const fault = (text: string) => new FormFault(`${pathOf(page.url)}: ${text}`);
  const controls = controlsOf(page, form);
  const body = new URLSearchParams();
  const used = new Set<string>();
  for (const control of controls) {
    const name = control.getAttribute('name') ?? '';
    const given = isFillable(control) ? values[name] : undefined;
    const value = given === undefined ? present(control) : filled(control, given);
    if (value !== undefined && given !== undefined) used.add(name);
    if (value === undefined || name === '' || TEXTLESS.has(typeOf(control))) continue;
    if (value === '' && control.hasAttribute('required')) throw fault(`${name} has to be filled in`);
    body.append(name, value);
  }
  for (const [name, value] of Object.entries(values))
    if (value !== false && !used.has(name)) throw fault(`the form has no field ${name} that takes ${value}`);
  for (const control of controls)
    if (isTickable(control) && control.hasAttribute('required') && !body.has(control.getAttribute('name') ?? ''))
      throw fault(`${control.getAttribute('name')} has to be chosen`);
  const button = controls.find((control) => typeOf(control) === 'submit' || typeOf(control) === 'image');
  if (!button) throw fault('the form has no button to send it');
  const name = button.getAttribute('name');
  if (name) body.append(name, button.getAttribute('value') ?? '');
  return body;
}

/** The controls that belong to a form, by place or by their `form` attribute, without the disabled ones. */
function controlsOf(page: Page, form: HTMLElement): HTMLElement[] {
  const id = form.getAttribute('id');
  const outside = id ? page.root.querySelectorAll(CONTROLS).filter((c) => c.getAttribute('form') === id) : [];
  const inside = form.querySelectorAll(CONTROLS).filter((c) => (c.getAttribute('form') ?? id) === id);
  return [...new Set([...inside, ...outside])].filter(
    (control) => !control.hasAttribute('disabled') && !control.closest('fieldset[disabled]'),
  );
}

function typeOf(control: HTMLElement): string {
  const type = control.getAttribute('type')?.toLowerCase();
  if (control.localName === 'button') return type ?? 'submit';
  return control.localName === 'input' ? (type ?? 'text') : control.localName;
}

const isTickable = (control: HTMLElement) => ['checkbox', 'radio'].includes(typeOf(control));

const isFillable = (control: HTMLElement) =>
  typeOf(control) !== 'hidden' && !TEXTLESS.has(typeOf(control)) && !control.hasAttribute('readonly');

const isOff = (control: HTMLElement) => isTickable(control) && !control.hasAttribute('checked');

/** What the control would send as it stands; undefined when it sends nothing. */
const present = (control: HTMLElement) => (isOff(control) ? undefined : valueIn(control));

/** What the control sends once `given` is put into it; undefined when it sends nothing. */
function filled(control: HTMLElement, given: string | boolean): string | undefined {
  if (typeOf(control) === 'checkbox' && typeof given === 'boolean') return given ? valueIn(control) : undefined;
  if (isTickable(control)) return valueIn(control) === given ? given : undefined;
  if (control.localName === 'select')
    return optionsOf(control).some(({ value }) => value === given) ? String(given) : undefined;
  return String(given);
}

function valueIn(control: HTMLElement): string {
  if (control.localName === 'textarea') return control.text.replace(/^\r?\n/, '');
  if (control.localName === 'select') {
    const options = optionsOf(control);
    return (options.find(({ selected }) => selected) ?? options[0])?.value ?? '';
  }
  return control.getAttribute('value') ?? (isTickable(control) ? 'on' : '');
}

const optionsOf = (select: HTMLElement) =>
  select
    .querySelectorAll('option')
    .filter((option) => !option.hasAttribute('disabled'))
    .map((option) => ({
      value: option.getAttribute('value') ?? option.text.trim(),
      selected: option.hasAttribute('selected'),
    }));
