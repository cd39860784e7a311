import type { Done } from '../acts/done.js';

/** A round was created, and can be removed until it begins. */
export const CREATED = { name: 'create-round', undo: 'remove-round' } as const satisfies Done;

/** A round was created whose teachers are asked at once. */
export const BEGUN = { name: 'begin-round' } as const satisfies Done;
