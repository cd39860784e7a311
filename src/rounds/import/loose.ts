/** What is left of a T when anything in it may have been faulty and was left out. */
export type Loose<T> = T extends readonly (infer U)[]
  ? (Loose<U> | undefined)[]
  : T extends object
    ? { [K in keyof T]?: Loose<T[K]> | undefined }
    : T;

interface Fault {
  readonly code?: string | undefined;
  readonly path?: PropertyKey[] | undefined;
}

/**
 * A value without its faulty parts, so that rules across fields can be checked on the rest.
 * @param value what the schema made of the input; its faulty parts are taken out of it
 * @param faults where the value does not fit T; what is not named there fits
 */
export function looseOf<T extends object>(value: unknown, faults: readonly Fault[]): Loose<T> {
  if (faults.length === 0) return value as Loose<T>;
  const root = { value };
  // Unknown properties are not in the parsed value, and the rest of their object is sound.
  for (const { code, path } of faults) if (code !== 'unrecognized_keys') blank(root, ['value', ...(path ?? [])]);
  return (root.value ?? {}) as Loose<T>;
}

function blank(holder: object, path: readonly PropertyKey[]): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) Reflect.set(holder, key, undefined);
  else {
    const next: unknown = Reflect.get(holder, key);
    if (typeof next === 'object' && next !== null) blank(next, rest);
  }
}
