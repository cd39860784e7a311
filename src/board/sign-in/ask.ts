import { issueLink } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import { type App, transact } from '../../platform/app.js';
import { nowOf } from '../../timetable/turn.js';
import { watcherByEmail } from '../watcher.js';

/** How long a sign-in link is good for. */
export const LINK_MINUTES = 10;
/** Links that one person can ask for in that time. Enough for a slow mail server, too few to fill a mailbox. */
export const LINKS_PER_PERSON = 5;

/**
 * Mails a sign-in link to whoever has that address, if the board is for them and they have not had their share.
 * @param subject what the browser that asks is known by
 */
export async function askForSignIn(app: App, email: string, subject: string): Promise<void> {
  const watcher = await watcherByEmail(app.database.manager, email);
  if (!watcher) return void app.log.info({ reason: 'unknown' }, 'sign-in-refused');
  await transact(app, async (tx) => {
    // Requests at one time wait for each other here, so that their links are counted.
    await tx.manager.query(`select 1 from person where id = $1 for no key update`, [watcher.id]);
    const now = await nowOf(tx);
    const [had] = await tx.manager.query<{ links: number }[]>(
      `select count(*)::int as links from link where person_id = $1 and purpose = 'sign-in' and created_at > $2`,
      [watcher.id, new Date(now.getTime() - LINK_MINUTES * 60_000)],
    );
    if (had && had.links >= LINKS_PER_PERSON) return;
    const expiresAt = new Date(now.getTime() + LINK_MINUTES * 60_000);
    const link = await issueLink(tx, { personId: watcher.id, purpose: 'sign-in', subject, expiresAt });
    await enqueueMails(tx, [
      {
        kind: 'sign-in',
        to: { personId: watcher.id, address: watcher.email, locale: watcher.locale },
        facts: { recipient: watcher.name, link, minutes: LINK_MINUTES },
        key: `sign-in:${link}`,
        thread: `sign-in:${link}`,
        uselessAt: expiresAt,
      },
    ]);
  });
}
