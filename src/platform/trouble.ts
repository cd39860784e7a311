/** Something that works or does not, and is looked at again and again. */
export interface Trouble {
  begins(error: unknown): void;
  ends(): void;
}

/**
 * Tells of a trouble once, however often it is met, and once that it is over.
 * @param begun called with the error when it begins
 * @param over called when it is over
 */
export function trouble(begun: (error: unknown) => void, over: () => void): Trouble {
  let on = false;
  return {
    begins(error) {
      if (!on) begun(error);
      on = true;
    },
    ends() {
      if (on) over();
      on = false;
    },
  };
}
