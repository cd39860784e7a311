/** What a span tells: ids, kinds and stages, never a name, an address or a text. */
export type SpanFacts = Readonly<Record<`stafett.${string}`, string | string[]>>;

/** Runs `work` in a span, and hands it what adds more facts to that. */
export type SpanRunner = <T>(
  name: SpanName,
  facts: SpanFacts,
  work: (add: (facts: SpanFacts) => void) => Promise<T>,
) => Promise<T>;

export type SpanName = 'decision' | 'mail';

let runner: SpanRunner | null = null;

/** Has every span from now on made by `made`; by nobody when null. */
export function makeSpansBy(made: SpanRunner | null): void {
  runner = made;
}

/** Runs `work`, in a span when traces are sent anywhere. Gives what it gives. */
export const inSpan: SpanRunner = (name, facts, work) => (runner ? runner(name, facts, work) : work(() => undefined));
