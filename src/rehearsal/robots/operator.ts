import { z } from 'zod';
import type { Browser } from './browser.js';
import { boardAt } from './sign-in.js';

const JOBS_A_PAGE = 200;

const listed = z.object({
  queues: z.array(
    z.object({
      name: z.string(),
      statuses: z.array(z.string()),
      jobs: z.array(z.object({ id: z.string() })),
      pagination: z.object({ pageCount: z.number() }),
    }),
  ),
});

/**
 * One who runs Stafett looks at everything there is of the queues: each page of each list of jobs, and of each list a job
 * with its log.
 * @param browser signed in
 * @returns the pages as they came
 */
export async function readQueues(browser: Browser, home: string): Promise<string[]> {
  const jobs = `${boardAt(home)}jobs`;
  const seen = [await browser.read(`${boardAt(home)}machinery`), await browser.read(jobs)];
  const read = async (path: string) => {
    const text = await browser.read(`${jobs}/${path}`);
    seen.push(text);
    return text;
  };
  const { queues } = listed.parse(JSON.parse(await read('api/queues')));
  for (const { name, statuses } of queues) {
    await read(`queue/${name}`);
    for (const status of statuses) {
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const query = new URLSearchParams({
          activeQueue: name,
          status,
          page: `${page}`,
          jobsPerPage: `${JOBS_A_PAGE}`,
        });
        const list = listed.parse(JSON.parse(await read(`api/queues?${query}`)));
        const queue = list.queues.find((one) => one.name === name);
        pages = queue?.pagination.pageCount ?? 0;
        const [job] = queue?.jobs ?? [];
        if (!job || page > 1) continue;
        await read(`api/queues/${name}/${encodeURIComponent(job.id)}`);
        await read(`api/queues/${name}/${encodeURIComponent(job.id)}/logs`);
      }
    }
  }
  return seen;
}
