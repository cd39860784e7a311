import pLimit from 'p-limit';
import { z } from 'zod';
import type { Browser } from './browser.js';
import { boardAt } from './sign-in.js';

const JOBS_A_PAGE = 200;

const listed = z.object({
  queues: z.array(
    z.object({
      name: z.string(),
      statuses: z.array(z.string()),
      counts: z.record(z.string(), z.number()),
      jobs: z.array(z.object({ id: z.string() })),
      pagination: z.object({ pageCount: z.number() }),
    }),
  ),
});

// As many as a browser fetches from one server at a time.
const atOnce = pLimit(6);

/**
 * One who runs Stafett looks at everything there is of the queues: each page of each list that has jobs, and of each list
 * a job with its log.
 * @param browser signed in
 * @returns the pages as they came
 */
export async function readQueues(browser: Browser, home: string): Promise<string[]> {
  const seen: string[] = [];
  const read = async (path: string) => {
    const text = await browser.read(`${boardAt(home)}${path}`);
    seen.push(text);
    return text;
  };
  await read('machinery');
  await read('jobs');
  const { queues } = listed.parse(JSON.parse(await read('jobs/api/queues')));
  await atOnce.map(queues, ({ name }) => read(`jobs/queue/${name}`));
  const lists = queues.flatMap(({ name, statuses, counts }) =>
    statuses.filter((status) => (counts[status] ?? 0) > 0).map((status) => ({ name, status })),
  );
  await atOnce.map(lists, (list) => readList(list, read));
  return seen;
}

async function readList({ name, status }: { name: string; status: string }, read: (path: string) => Promise<string>) {
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const query = new URLSearchParams({
      activeQueue: name,
      status,
      page: `${page}`,
      jobsPerPage: `${JOBS_A_PAGE}`,
    });
    const list = listed.parse(JSON.parse(await read(`jobs/api/queues?${query}`)));
    const queue = list.queues.find((one) => one.name === name);
    pages = queue?.pagination.pageCount ?? 0;
    const [job] = queue?.jobs ?? [];
    if (!job || page > 1) continue;
    await read(`jobs/api/queues/${name}/${encodeURIComponent(job.id)}`);
    await read(`jobs/api/queues/${name}/${encodeURIComponent(job.id)}/logs`);
  }
}
