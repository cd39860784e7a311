const HOSTILE = '<script>x</script> \r\nBcc: a@b.example\u202e\u200f\u0000 {n} \u2028"onload="';
const KEPT = ['link', 'kind', 'answer', 'reportedBy', 'by', 'what', 'reason', 'was', 'change', 'mail'];

/** What an instant in facts looks like. */
export const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** The same facts with a hostile text in place of everything that somebody may have typed. */
export function poisoned<T>(value: T, name = ''): T {
  if (typeof value === 'string') return KEPT.includes(name) || INSTANT.test(value) ? value : (HOSTILE as T & string);
  if (Array.isArray(value)) return value.map((item) => poisoned(item, name)) as T & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, poisoned(item, key)])) as T & object;
}
