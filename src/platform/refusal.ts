/** Thrown when a command cannot go on; its message says why and what to do. */
export class Refusal extends Error {}
