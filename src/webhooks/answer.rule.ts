/** How another system answered a delivery, or why it did not. */
export type Answer = { readonly status: number } | { readonly fault: string };

/**
 * What follows: `delivered`, `gone` for good, `later` for this delivery, or `unreachable`: the system cannot take any.
 * By the Standard Webhooks specification (§ “Successful and failed deliveries”): every 2xx is success, 410 asks to be left alone,
 * 429, 502, 503 and 504 say that there is too much or nobody; a redirect is a failure.
 */
export type Verdict = 'delivered' | 'gone' | 'later' | 'unreachable';

const UNREACHABLE = new Set([429, 502, 503, 504]);
const GONE = 410;

export function verdictOf(answer: Answer): Verdict {
  if ('fault' in answer) return 'unreachable';
  const { status } = answer;
  if (status >= 200 && status < 300) return 'delivered';
  if (status === GONE) return 'gone';
  return UNREACHABLE.has(status) ? 'unreachable' : 'later';
}

/** Why a try failed, as one short line. */
export const reasonOf = (answer: Answer): string => ('fault' in answer ? answer.fault : `answered ${answer.status}`);
