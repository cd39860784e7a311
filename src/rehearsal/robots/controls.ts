import { HTMLElement } from 'node-html-parser';

/** A control of a form that a person can use or that the form brings along; disabled ones are left out. */
export interface Control {
  readonly element: HTMLElement;
  readonly name: string;
  /** The `type` of an input or button, else `textarea` or `select`. */
  readonly type: string;
}

const TEXTLESS = new Set(['submit', 'button', 'reset', 'image', 'file']);

/**
 * The controls inside an element, in the order of the page. A plain walk, since asking for each control's surroundings
 * with selectors costs more than all else that a robot does.
 */
export function controlsIn(element: HTMLElement, found: Control[] = []): Control[] {
  for (const child of element.childNodes) {
    if (!(child instanceof HTMLElement)) continue;
    const type = typeOf(child);
    if (type === 'fieldset' && child.hasAttribute('disabled')) continue;
    if (type !== undefined && type !== 'fieldset' && !child.hasAttribute('disabled'))
      found.push({ element: child, name: child.getAttribute('name') ?? '', type });
    if (child.localName !== 'select') controlsIn(child, found);
  }
  return found;
}

function typeOf(element: HTMLElement): string | undefined {
  switch (element.localName) {
    case 'input':
      return element.getAttribute('type')?.toLowerCase() ?? 'text';
    case 'button':
      return element.getAttribute('type')?.toLowerCase() ?? 'submit';
    case 'select':
    case 'textarea':
    case 'fieldset':
      return element.localName;
    default:
      return undefined;
  }
}

/** Whether it is a checkbox or one of a list of radio buttons. */
export const isTickable = ({ type }: Control) => type === 'checkbox' || type === 'radio';

/** Whether it has a value of its own to send, unlike a button. */
export const hasValue = ({ name, type }: Control) => name !== '' && !TEXTLESS.has(type);

/** Whether a person can change it. */
export const isFillable = (control: Control) =>
  hasValue(control) && control.type !== 'hidden' && !control.element.hasAttribute('readonly');

/** What the control sends as it stands; undefined when it sends nothing. */
export function present(control: Control): string | undefined {
  return isTickable(control) && !control.element.hasAttribute('checked') ? undefined : valueIn(control);
}

/** What the control sends once `given` is put into it; undefined when it sends nothing. */
export function filled(control: Control, given: string | boolean): string | undefined {
  if (control.type === 'checkbox' && typeof given === 'boolean') return given ? valueIn(control) : undefined;
  if (isTickable(control)) return valueIn(control) === given ? given : undefined;
  if (control.type === 'select') return optionsOf(control).find(({ value }) => value === given)?.value;
  return String(given);
}

function valueIn(control: Control): string {
  const { element, type } = control;
  if (type === 'textarea') return element.text.replace(/^\r?\n/, '');
  if (type === 'select') {
    const options = optionsOf(control);
    return (options.find(({ selected }) => selected) ?? options[0])?.value ?? '';
  }
  return element.getAttribute('value') ?? (isTickable(control) ? 'on' : '');
}

const optionsOf = ({ element }: Control) =>
  element
    .getElementsByTagName('option')
    .filter((option) => !option.hasAttribute('disabled'))
    .map((option) => ({
      value: option.getAttribute('value') ?? option.text.trim(),
      selected: option.hasAttribute('selected'),
    }));
