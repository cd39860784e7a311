import { type Control, controlsIn, filled, hasValue, isFillable, isTickable, present } from './controls.js';
import { type Form, type Page, pathOf } from './page.js';

/** What to put into a form, by field: a text, or whether a box is ticked. Fields that are not named stay as they are. */
export type Values = Readonly<Record<string, string | boolean>>;

/** The fields of a form with their present values, by name; an unticked box or list of buttons is there as ''. */
export type Fields = ReadonlyMap<string, string>;

/** Thrown when a form cannot be found or filled in as a person would. */
export class FormFault extends Error {}

/** The first form of the page whose fields fit. Throws FormFault when none does. */
export function findForm(page: Page, fits: (fields: Fields) => boolean): Form {
  const form = page.forms.find(({ fields }) => fits(fields));
  if (form) return form;
  throw new FormFault(`${pathOf(page.url)}: the page ${page.state} has no such form`);
}

/**
 * What the browser sends when a person fills in a form and presses its first button.
 * @throws FormFault when a field is not there or is not for people, a choice is not offered, the browser would refuse to
 * send the form, or it has no button
 */
export function fillIn(form: Form, values: Values): URLSearchParams {
  const controls = controlsIn(form.element);
  const body = new URLSearchParams();
  const used = new Set<string>();
  for (const control of controls) {
    const given = isFillable(control) ? values[control.name] : undefined;
    const value = given === undefined ? present(control) : filled(control, given);
    if (value === undefined || !hasValue(control)) continue;
    if (given !== undefined) used.add(control.name);
    body.append(control.name, value);
  }
  for (const [name, value] of Object.entries(values))
    if (value !== false && !used.has(name)) throw new FormFault(`the form has no field ${name} that takes “${value}”`);
  if (!form.element.hasAttribute('novalidate')) checkRequired(controls, body);
  press(controls, body);
  return body;
}

function checkRequired(controls: readonly Control[], body: URLSearchParams): void {
  for (const control of controls) {
    const { element, name } = control;
    const isGiven = isTickable(control) ? body.has(name) : body.get(name) !== '';
    if (element.hasAttribute('required') && !isGiven) throw new FormFault(`${name} has to be filled in`);
  }
}

function press(controls: readonly Control[], body: URLSearchParams): void {
  const button = controls.find(({ type }) => type === 'submit' || type === 'image');
  if (!button) throw new FormFault('the form has no button to send it');
  if (button.name) body.append(button.name, button.element.getAttribute('value') ?? '');
}
