import type { Done } from '../acts/done.js';

/** Applications were taken in, and can be taken away again until they are rated. */
export const IMPORTED = { name: 'import-applications', undo: 'undo-import' } as const satisfies Done;
