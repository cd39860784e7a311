import { z } from 'zod';

/** What is wrong with a form: the key of a message in the catalogue `pages`, by field. */
export type Faults = Readonly<Record<string, string>>;

/** A form as read by its schema, or what is wrong with it. */
export type Parsed<T> = { readonly data: T; readonly faults: null } | { readonly data: null; readonly faults: Faults };

/** The first fault of each field. Nested paths are joined by a dot, as in the field name `openings.P1`. */
export function faultsOf(error: z.ZodError): Faults {
  const faults = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const field = path.join('.');
    if (!faults.has(field)) faults.set(field, message);
  }
  return Object.fromEntries(faults);
}

/** Reads the posted fields by a schema whose messages are keys of the catalogue `pages`. */
export function parseForm<T>(schema: z.ZodType<T>, form: unknown): Parsed<T> {
  const parsed = schema.safeParse(form);
  return parsed.success ? { data: parsed.data, faults: null } : { data: null, faults: faultsOf(parsed.error) };
}

/** A whole number between two bounds, written in digits. */
export const whole = (least: number, most: number, fault: string) =>
  z
    .string({ error: fault })
    .trim()
    .regex(/^\d{1,6}$/, fault)
    .transform(Number)
    .pipe(z.number().min(least, fault).max(most, fault));

// The database refuses this character in a text.
const clean = (given: string) => given.replaceAll('\0', '');

/** One line of text that must not be empty. */
export const line = (fault: string) =>
  z
    .string({ error: fault })
    .transform((given) => clean(given).replace(/\s+/g, ' ').trim())
    .pipe(z.string().min(1, fault).max(200, 'faults.line-long'));

/** Text of any number of lines that may be missing; a browser sends line ends as CR LF, which would count twice. */
export const text = (most: number, fault: string) =>
  z
    .string()
    .default('')
    .transform((given) => clean(given).replace(/\r\n?/g, '\n').trim())
    .pipe(z.string().max(most, fault));

/** A mail address, in lower case as the database keeps it. */
export const address = (fault: string) =>
  z.string({ error: fault }).trim().toLowerCase().max(254, fault).pipe(z.email(fault));

/** A checkbox: a browser sends its value only when it is ticked. */
export const tick = z.literal('yes').optional().catch(undefined).transform(Boolean);

/** The fields `<group>.<id>` of a form by id, such as the openings of each position. */
export function fieldsOf(form: Readonly<Record<string, string>>, group: string): Readonly<Record<string, string>> {
  const prefix = `${group}.`;
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
    ),
  );
}
