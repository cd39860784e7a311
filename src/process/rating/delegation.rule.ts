/** A colleague who was asked to rate a position. */
export interface Delegate {
  readonly personId: string;
  readonly delegatedById: string;
}

/**
 * Whether somebody may take the task back from a colleague: the teacher and the contact from anyone, a colleague who was
 * asked herself only from whom she asked.
 */
export const mayTakeBack = (delegates: readonly Delegate[], delegate: Delegate, personId: string) =>
  delegate.delegatedById === personId || delegates.every((one) => one.personId !== personId);
