import { type App, transact } from '../../platform/app.js';
import { actOnDemand, type DemandAct, type DemandOutcome } from '../demand/demand.advance.js';
import { advanceReport } from './report.advance.js';

/** Does what the contact decides about the courses of her round; once she has reported it is added to the report. */
export async function changeCourses(
  app: App,
  act: DemandAct & { readonly roundId: string; readonly actorId: string },
): Promise<DemandOutcome> {
  return transact(app, async (tx) => {
    const outcome = await actOnDemand(tx, act);
    if (outcome === 'done') await advanceReport(tx, act.roundId);
    return outcome;
  });
}
