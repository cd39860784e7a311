import { z } from 'zod';
import { readImport } from '../../process/application/import/read-import.js';
import { undoImport, undoingOf } from '../../process/application/import/undo-import.js';
import { act, type By } from '../acts/act.js';
import { pathOf } from './show-import.js';

/** Takes the applications of a file away again. */
export const undoing = act({
  name: 'undo-import',
  schema: z.object({}),
  async find({ database }, id) {
    const found = await readImport(database.manager, id);
    if (!found?.doneAt) return null;
    const undoable = await undoingOf(database, id);
    return {
      roundId: found.roundId,
      positionId: null,
      values: { file: found.fileName, applications: found.left, told: found.told, at: found.doneAt },
      fields: [],
      page: pathOf(found),
      refused: found.undoneAt ? 'already' : undoable === 'rated' ? 'rated' : null,
    };
  },
  async run(tx, importId, _input, by: By) {
    const outcome = await undoImport(tx, { ...by, importId });
    return outcome === 'undone' ? null : outcome;
  },
});
