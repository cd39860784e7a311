import { readHome } from '../../dist/src/board/home/read-home.js';
import { databaseAt } from '../../dist/src/platform/database.js';
import { sweep } from '../../dist/src/timetable/sweep.js';
import { BEFORE } from '../storm/fill.js';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** How PostgreSQL goes about what a sweep and the first page of the board ask: by each of them its statements with their plans. */
export async function plansOf(url) {
  const database = await databaseAt(url, 2).initialize();
  try {
    const asked = [];
    const manager = {
      query(text, values) {
        if (/^\s*(select|with)/.test(text)) asked.push([text, values]);
        return database.manager.query(text, values);
      },
    };
    const explained = async (work) => {
      asked.length = 0;
      await work();
      const plans = [];
      for (const [text, values] of [...asked]) {
        const lines = await database.manager.query(`explain (costs off) ${text}`, values);
        plans.push({ statement: text.replace(/\s+/g, ' ').trim(), plan: lines.map((line) => line['QUERY PLAN']) });
      }
      return plans;
    };
    const idle = { waiting: async () => 0, ringNow: async () => undefined, setAlarms: async () => undefined };
    const settings = { timeZone: 'Europe/Oslo', hoursLimit: 200 };
    return {
      'a sweep': await explained(() => sweep({ database: { transaction: (work) => work(manager) } }, idle)),
      'the first page': await explained(() =>
        readHome(manager, settings, { id: NOBODY, scope: 'all' }, new Date(BEFORE)),
      ),
    };
  } finally {
    await database.destroy();
  }
}

/** The tables that plans read whole. */
export const scannedIn = (plans) => [
  ...new Set(
    plans.flatMap(({ plan }) => plan.flatMap((line) => /Seq Scan on "?(\w+)/.exec(line)?.slice(1) ?? [])).sort(),
  ),
];
